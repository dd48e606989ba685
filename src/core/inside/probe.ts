/**
 * The probe: a script that runs inside a container, prints one line of JSON (`reading.ts` is the other end) and ends. It reads and never
 * writes, ends with 0 whatever happens, and leaves out what it cannot see. Names are base names of programs and scripts, never arguments,
 * which hold secrets: of an interpreter's arguments only one that names an existing file, or a module after -m, is taken for a name.
 * What counts as work, and why, is in docs/look-inside.md. A name decides only about what is installed: a script or program of a user may
 * have any name (`like`). What was orphaned belongs to the first process of the container, and to no service of it (`how`).
 *
 * POSIX sh and the standard library of Python 3.8; without Python the shell reports what it can. It is written densely because a
 * lifecycle config carries it too (service-facts: Built-in lifecycle configs): at most 8,192 bytes.
 */
export function probeScript(): string {
  return `${lists}P='${python.trim()}'\n${startPython}\n${withoutPython}\n`;
}

/**
 * Names that decide what counts, as patterns of the shell. I: never counted: ssh, cron, agents, language servers. S: Jupyter servers. U:
 * supervisors, whose services count only while they use the processor, as do B: viewers (V), editors, multiplexers, wrappers (the programs
 * that these run count by themselves) and servers that wait. F: filters, which are idle beside a viewer. H: shells. R: programs with a
 * prompt.
 */
const lists = `
I='sshd* sftp-server cron crond amazon-ssm-* ssm-*-worker *-language-server* *-langserver* *-lsp aws-lsp-* pylsp gopls clangd tsserver* copilot-* ssh-agent gpg-agent'
S='jupyter-lab* jupyter-server jupyter-notebook'
U='supervisord s6-* runsv'
V='tail less more most man pager watch top htop nv*top nvidia-smi'
B="$V vi vim* nvim nano emacs* micro mc tmux* screen SCREEN sudo su timeout time script tensorboard raylet gcs_server ray::IDLE wandb*"
F='grep awk gawk mawk sed cut tr sort head cat tee git'
H='sh bash dash zsh fish tcsh'
R='python* ipython* R node julia psql mysql sqlite3'
`.trimStart();

/**
 * Whether something waits at its prompt is read from its terminal: line editing switches canonical mode off, a running command on. Numbers
 * are constants of Linux: the clock 7 is CLOCK_BOOTTIME, 2304 is O_NOCTTY|O_NONBLOCK, 2 is ICANON.
 */
const python = String.raw`
import os,re,sys,json,time,termios,calendar
from http.client import HTTPConnection
from fnmatch import*
from os.path import*
from glob import*
I,S,U,V,B,F,H,R=[a.split()for a in sys.argv[1:]]
base=basename
lost=[]
out=dict(probe=1,at=time.time(),python=True,up=time.clock_gettime(7),notSeen=lost)
smi=os.popen("exec 2>&-;f=--format=csv,noheader,nounits;timeout 4 nvidia-smi --query-compute-apps=pid,process_name $f& timeout 4 nvidia-smi --query-gpu=utilization.gpu $f;wait")
def read(f):
 try:return open(f,errors="replace").read(1<<20)
 except OSError:return""
def link(f):
 try:return os.readlink(f)
 except OSError:return""
class Proc:
 def __init__(p,pid):
  p.pid=pid
  p.dir="/proc/%d/"%pid
  p.cwd=p.dir+"cwd/"
  c,_,r=read(p.dir+"stat").rpartition(")")
  r=r.split()
  p.st=r[0]
  p.up,p.pg,p.sid,t,p.fg=map(int,r[1:6])
  p.ticks=int(r[11])+int(r[12])
  p.at=int(r[19])
  p.tty=t and("pts/%d","tty%d")[os.major(t)<136]%os.minor(t)or None
  a=[*read(p.dir+"cmdline").split("\0"),""]
  p.line=" ".join(a)
  p.path=link(p.dir+"exe")
  p.name=(p.named(a)or c.split("(",1)[1]or"?")[:64]
  p.off=p.like(I)or re.search(r"dict\(probe=1|studioctl-beacon",p.line)
  p.ker=re.search(r"kernel-[\da-f-]{36}\.json",p.line)
  m=re.search(r"/\.?((?<=\.)[\w-]+-server|JetBrains|code-server|sagemaker-code-editor)/"," ".join(a[:2]))
  p.ed=m and not p.tty and m[1]
 def named(p,a):
  p.bare=False
  n=base(a[0]if a[1]else a[0].split(" ")[0]).strip("-:")
  if not re.fullmatch(r"python[\d.]*|(ba|da|z|tc|fi)?sh|node|Rscript|R|perl|ruby|julia|java",n):return n
  for i,x in enumerate(a[1:],2):
   if x[2:]in("rcfile","init-file"):break
   if x[:7]=="--file=":x=x[7:]
   if x[:1]not in"-+":
    p.path=join(p.cwd,x)
    if isfile(p.path):return base(x)
   elif x=="-m"and n[0]=="p":
    if re.fullmatch(r"[\w.]+",a[i]):
     p.path="".join(glob(p.cwd+a[i].split(".")[0]+"*"))
     n=a[i]
    return n
   elif not re.match(r"-\w*c$"if n[-2:]=="sh"else r"-\w*[cpeE]$|--e",x):continue
   return n
  p.bare=True
  return n
 def like(p,l):return any(fnmatchcase(p.name,x)for x in l)and re.search(r"^($|/usr|/opt)|/s?bin/|-packages/|node_modules/|/\.\w",p.path)
 def above(p):
  for _ in A:
   if p.up in A:
    p=A[p.up]
    yield p
 def waits(p):
  h=p.like(H)and p.bare
  f=link(p.dir+"fd/0")
  if not(h or p.like(R))or f and f[:8]not in"/dev/pts /dev/tty":return
  if p.pg!=p.fg:return p.st=="T"or h and f
  try:
   t=os.open("/dev/"+p.tty,2304)
   raw=not termios.tcgetattr(t)[3]&2
   os.close(t)
   return raw or f and p.name in("sh","dash")
  except OSError:return f
A={}
for d in os.listdir("/proc"):
 try:A[int(d)]=Proc(int(d))
 except(ValueError,LookupError):pass
ps=A.values()
me=A[os.getpid()]
mine={me.pid,1,*(p.pid for p in me.above())}
J={i for i in A if A[i].like(S)}
names=out["names"]=[]
def ask(j,what):
 c=HTTPConnection("localhost",j["port"],timeout=1)
 c.request("GET",j["base_url"]+"api/"+what+"?no_track_activity=1",headers={"Authorization":"token "+j["token"]})
 return json.loads(c.getresponse().read(1<<20))
def when(s):return calendar.timegm(time.strptime(s[:19],"%Y-%m-%dT%H:%M:%S"))
def kernels():
 v=[]
 known=set()
 at=dict(JUPYTER_RUNTIME_DIR="",HOME="/.local/share/jupyter/runtime")
 for f in{f for p in[me,*map(A.get,J)]for x in read(p.dir+"environ").split("\0")for k,_,d in[x.partition("=")]if k in at for f in glob(d+at[k]+"/*server-*.json")}:
  i=int(f[:-5].split("-")[-1])
  if i not in A or"jupyter"not in A[i].line:continue
  j=json.loads(read(f))
  known.add(i)
  v+=[dict(k,state=k["execution_state"],last=when(k["last_activity"]))for k in ask(j,"kernels")]
  names.extend(t["name"]for t in ask(j,"terminals")if"name"in t)
 if J-known:lost.append("kernels")
 J.update(known)
 return v
def how(p):
 p.kernel=None
 if p.pid in mine or p.st in"ZX"or p.tty and p.tty==me.tty or me in p.above():return
 if p.pid in J or p.off or p.ed:return
 up=[*p.above(),p]
 if p.name=="sleep"and up[0].off:return
 if p.ker and(up[0].ker or up[0].pid in J):
  p.kernel=True
  return"busy"
 if p.like(B)or re.search(r" -(c from|m) (multiprocessing\.[sfr]|\S*loky\.)|java .* pyspark-shell|^(\S+ ){0,2}\S+-packages/(ray|dask|distributed|wandb)/",p.line):return"busy"
 if p.tty:return"busy"if p.waits()or p.like(F)and any(q.pg==p.pg and q.like(V)for q in ps)else"alive"
 for q in up[:-1]:
  if q.ker:p.kernel=True
  if q.ker or q.tty or q.ed:return"alive"
  if(q.pid in J or q.like(U))and(q.pid>1 or q.sid==p.sid):return"busy"
 return"busy"if p.at<old else"alive"
def processes():
 global old
 t=A[1].at
 s=min((p.at for p in ps if p.pid in J or p.ed),default=0)
 old=s if t<s<t+60000 else t+10
 for i in J:mine.update(p.pid for p in A[i].above()if not p.tty)
 for p in ps:p.how=how(p)
 v=sorted((p for p in ps if p.how),key=lambda p:p.how)
 if len(v)>900:lost.append("processes")
 return[[p.pid,p.up,p.at,p.name,p.ticks,p.how,p.kernel,p.tty]for p in v[:900]]
def terminals():
 own={p.tty for p in ps if p.up in J}
 v=[]
 for t in{p.tty for p in ps}-{None}:
  try:i=os.stat("/dev/"+t).st_atime
  except OSError:i=None
  v.append(dict(tty=t,input=i,jupyter=t in own,mine=t==me.tty))
 return v[:900]
def connections():
 ssh=lambda p:p and re.match(r"sshd[\w-]*: (?!unknown|/|.*\[(list|acc|net))",p.line)
 return[dict(start=p.at)for p in ps if ssh(p)and not ssh(A.get(p.up))]
def editors():
 tcp=[r.split()for r in(read("/proc/net/tcp")+read("/proc/net/tcp6")).splitlines()]
 v=[]
 for n in{p.ed for p in ps if p.ed}-{"sagemaker-code-editor"}:
  eds=[p for p in ps if p.ed==n]
  has={link(f)for p in eds for f in glob(p.dir+"fd/*")}
  has=[(r[3],r[1][-4:])for r in tcp if"socket:[%s]"%r[9]in has]
  ports=[x for s,x in has if s=="0A"]
  v.append(dict(name=n,start=min(p.at for p in eds),connected=any(s=="01"and x in ports for s,x in has)if ports else None))
 return v
def gpu():
 lines=smi.read().splitlines()
 apps=[x.split(", ",1)for x in lines if","in x]
 try:return dict(busy=max(float(x)for x in lines if","not in x),names=[*{A[int(i)].name if int(i)in A else base(n)for i,n in apps if n[0]!="["}])
 except ValueError:
  if glob("/dev/nvidia[0-9]*"):raise
def idleFile():
 f="/tmp/.sagemaker-last-active-timestamp"
 if exists(f):return os.stat(f).st_mtime
for f in kernels,processes,terminals,connections,editors,gpu,idleFile:
 try:out[f.__name__]=f()
 except Exception:lost.append(f.__name__)
print(json.dumps(out))
`;

/** Python from the path, where Studio has it, or any that runs here. */
const startPython = String.raw`
for p in python3 python /opt/conda/bin/python3 $(readlink /proc/[0-9]*/exe|grep '/python3[.0-9]*$'|sort -u);do "$p" -I -S -c "$P" "$I" "$S" "$U" "$V" "$B" "$F" "$H" "$R"&&exit
done 2>/dev/null
`.trim();

/** What the shell alone can see: processes, with the names of programs only, ssh sessions and the idle file. */
const withoutPython = `
exec 2>&-
read -r u _ </proc/uptime
read -r l </proc/$$/stat
set -- \${l##*) }
o=$5
printf '{"probe":1,"python":false,"at":%s,"up":%s,"notSeen":[],"processes":[' \`date +%s\` $u
for d in /proc/[0-9]*;do
read -r l <$d/stat
c=\${l#*\\(} c=\${c%%)*} p=\${d#/proc/} k=alive
set -f -- \${l##*) }
[ $# -gt 19 ]&&[ $1 != Z ]&&[ $p != 1 ]&&[ $p != $$ ]&&[ $2 != $$ ]&&{ [ $5 = 0 ]||[ $5 != $o ];}||continue
a=\`tr '\\0' ' ' <$d/cmdline\`
case $a in *probe=1*|*studioctl-beacon*)continue;;sshd*:\\ [!/]*\\[*|sshd*:\\ /*);;sshd*:\\ *)n="$n,{\\"start\\":\${20}}";;esac
for x in $I $S;do case $c in $x)continue 2;;esac;done
for x in $B;do case $c in $x)k=busy;;esac;done
read -r q </proc/$2/comm
for x in $S;do case $q in $x)k=busy;;esac;done
t=null
[ $5 = 0 ]||{ t="\\"pts/$(($5&255|$5>>12&1048320))\\"";case $c:$a in *sh:*\\ [!-]*|*\\ -c\\ *);;*sh:*)k=busy;;esac;}
case $c in *[!\\ -~]*|*[\\"\\\\]*)c=program;;esac
printf '%s[%s,%s,%s,"%s",%s,"%s",null,%s]' "$s" $p $2 \${20} "$c" $((\${12}+\${13})) $k $t
s=,
done
i=\`stat -c %Y /tmp/.sagemaker-last-active-timestamp\`
echo "],\\"connections\\":[\${n#,}],\\"idleFile\\":\${i:-null}}"
`.trim();
