import { mostScriptBytes } from "../lifecycle-config/lifecycle-config.ts";
import { quotedFor } from "../shell-quoting.ts";
import { beaconEvery, beaconTag, beaconVersion } from "./beacon.ts";
import { probeScript } from "./probe.ts";

/** How a beacon is installed. */
export interface BeaconOptions {
  readonly everyMs: number;
  /** Whether it touches the activity file of the service's own idle shutdown while something is active. */
  readonly touch: boolean;
}

/** The built-in lifecycle config that was there before a beacon, which its script runs first. */
export interface EarlierScript {
  readonly arn: string;
  readonly text: string;
  /** Whether a user profile had it from its domain: then its own settings named none. */
  readonly inherited: boolean;
}

/** A beacon's script as read from a lifecycle config. */
export interface BeaconScript extends BeaconOptions {
  readonly version: number;
  readonly earlier?: EarlierScript;
}

/** Compresses a text with zlib, in base64. */
export type Compress = (text: string) => string;

/** The folder of a beacon in its container, with its log. */
export const beaconFolder = "/tmp/.studioctl-beacon";

/** Begins what a beacon prints when its app starts, which is in the app's LifecycleConfigOnStart log stream. */
export const beaconSays = "studioctl beacon: ";

const minuteMs = 60_000;

/**
 * The script of a lifecycle config that starts a beacon: it ends with 0 within seconds, whatever happens, since a script that fails or
 * takes more than five minutes fails its app (service-facts: Built-in lifecycle configs). With an earlier script it runs that first, as the
 * service would, and ends with its status. Undefined if both do not fit into one lifecycle config. Its programs are compressed, because
 * they do not fit otherwise; with the argument `show` it prints them.
 */
export function beaconScript(options: BeaconOptions, earlier: EarlierScript | undefined, compress: Compress): string | undefined {
  const parts = [
    "#!/bin/sh",
    headLine(options),
    ...(earlier === undefined ? [] : [`# earlier=${earlier.arn}${earlier.inherited ? " inherited" : ""}`]),
    ...about,
    ...unpacking(compress(JSON.stringify({ probe: probeScript(), "beacon.py": program(options), "studioctl-beacon": loop }))),
    ...(earlier === undefined ? ["status=0"] : runEarlier(earlier.text)),
    ...starting,
    "exit $status",
  ];
  const text = `${parts.join("\n")}\n`;
  return new TextEncoder().encode(text).length <= mostScriptBytes ? text : undefined;
}

function headLine({ everyMs, touch }: BeaconOptions): string {
  return `# studioctl-beacon v${beaconVersion} every=${everyMs / minuteMs}m touch=${touch ? "yes" : "no"}`;
}

const headForm = /^#!\/bin\/sh\n# studioctl-beacon v([1-9]\d{0,3}) every=([1-9]\d?)m touch=(yes|no)\n(?:# earlier=(\S+)( inherited)?\n)?/;

/** What a lifecycle config's script says if it is one of a beacon, whatever its version. */
export function readBeaconScript(text: string): BeaconScript | undefined {
  const [, version, every, touch, arn, inherited] = headForm.exec(text) ?? [];
  if (version === undefined) return undefined;
  const earlier = arn === undefined ? undefined : earlierIn(text, arn, inherited !== undefined);
  return { version: Number(version), everyMs: Number(every) * minuteMs, touch: touch === "yes", ...(earlier && { earlier }) };
}

const about = [
  `# Reports what is active in this app in the app's own tag ${beaconTag}, for studioctl auto-shutdown.`,
  `# Off in this container: rm -r ${beaconFolder}. The unpacked programs: sh THIS-FILE show`,
];

/** Defines a function that writes the programs into a folder, or prints them. */
function unpacking(programs: string): string[] {
  return [
    "unpack() {",
    `"$py" -c 'import base64,json,sys,zlib`,
    "for n,t in json.loads(zlib.decompress(base64.b64decode(sys.stdin.read()))).items():",
    ' if sys.argv[1:]: open(sys.argv[1]+"/"+n,"w").write(t)',
    ' else: print("=====",n); print(t)',
    `' "$@" <<'PACKED'`,
    programs,
    "PACKED",
    "}",
    "py=$(command -v python3)",
    '[ "$1" = show ] && { unpack; exit; }',
  ];
}

/**
 * Starts the beacon from files in its folder, and waits for the result of its first look for at most ten seconds. Whatever may hang runs
 * in the background, and a reader of its output that is gone does not end it.
 */
const starting = [
  "trap '' PIPE",
  `d=\${STUDIOCTL_BEACON_ROOT:-}${beaconFolder}`,
  'if [ -n "$py" ]; then',
  'umask 077; rm -rf "$d"; mkdir -p "$d"',
  '{ unpack "$d" && exec "$py" "$d/beacon.py" start; } </dev/null >/dev/null 2>&1 &',
  // By its name the probe leaves it out, and what it sleeps in.
  `sh -c 'n=0; until [ -s "$1/first" ] || [ $n = 10 ] || ! kill -0 $2; do sleep 1; n=$((n+1)); done' studioctl-beacon "$d" $! 2>/dev/null`,
  `if [ -s "$d/first" ]; then cat "$d/first"`,
  `elif kill -0 $! 2>/dev/null; then echo "${beaconSays}still looking"`,
  `else echo "${beaconSays}not started: $d cannot be written, or python3 does not run"; fi`,
  `else echo "${beaconSays}not started: there is no python3"`,
  "fi",
];

const endOfEarlier = "studioctl-end-of-earlier";

/** Runs the earlier script with its own interpreter, as execve(2) reads the first line: a program and at most one argument. */
function runEarlier(text: string): string[] {
  const end = delimiterFor(text);
  const [, interpreter = "/bin/sh", argument] = /^#![ \t]*(\S+)(?:[ \t]+(.*\S))?/.exec(text) ?? [];
  const words = [interpreter, ...(argument === undefined ? [] : [argument])].map((word) => quotedFor("posix", word)).join(" ");
  return [
    `earlier=$(mktemp) && cat >"$earlier" <<'${end}'`,
    text.replace(/\n$/, ""),
    end,
    "if [ $? = 0 ]; then",
    `${words} "$earlier" "$@"`,
    "status=$?",
    `else echo "${beaconSays}the earlier lifecycle config could not be written, and did not run"`,
    "fi",
    'rm -f "$earlier"',
  ];
}

/** A line that the text does not contain. */
function delimiterFor(text: string): string {
  const lines = new Set(text.split("\n"));
  let end = endOfEarlier;
  while (lines.has(end)) end = `${end}-`;
  return end;
}

function earlierIn(text: string, arn: string, inherited: boolean): EarlierScript | undefined {
  const [, , earlier] =
    new RegExp(`\nearlier=\\$\\(mktemp\\) && cat >"\\$earlier" <<'(${endOfEarlier}-*)'\n([^]*?\n)\\1\n`).exec(text) ?? [];
  return earlier === undefined ? undefined : { arn, text: earlier, inherited };
}

/**
 * The program of a beacon: `start` keeps a loop running, by cron where it runs, and `look` looks once. It compares the reading of the probe
 * with the one before, as `workInside` does, and writes the tag as `formatBeacon` does. A reading less than two seconds after the one before
 * would not show what uses the processor: it waits for so long. What was at work, or open, at the last look and is
 * not now may have been in use until just now, so it counts as active until this look; a kernel tells itself when it was active.
 */
function program({ everyMs, touch }: BeaconOptions): string {
  return python
    .replace("%EVERY%", String(everyMs / minuteMs))
    .replace("%TOUCH%", touch ? "True" : "False")
    .replace("%VERSION%", String(beaconVersion))
    .replace("%TAG%", beaconTag)
    .replaceAll("%SAYS%", beaconSays);
}

/** Ends when its folder is removed, or another one has started; the probe does not count a process of this name. */
const loop = `while sleep "$2"; [ "$(cat "$1/pid" 2>/dev/null)" = $$ ]; do "$3" "$1/beacon.py" look; done\n`;

const python = String.raw`import fcntl,json,os,pwd,re,signal,subprocess,sys,time
D=os.path.dirname(os.path.abspath(__file__))
EVERY,TOUCH=%EVERY%,%TOUCH%
def load(n):
 try:
  with open(D+'/'+n) as f:return json.load(f)
 except (OSError,ValueError):return {}
def save(n,v):
 with open(D+'/'+n+'.new','w') as f:f.write(v)
 os.replace(D+'/'+n+'.new',D+'/'+n)
def log(s):
 f=D+'/log'
 try:
  if os.path.exists(f) and os.path.getsize(f)>80000:
   with open(f,errors='replace') as o:save('log',o.read()[-20000:])
  with open(f,'a',errors='replace') as o:o.write(time.strftime('%FT%TZ ',time.gmtime())+s[:900]+'\n')
 except OSError:pass
def shift():
 try:
  with open(root+'/clock-offset') as f:return float(f.read()) if root else 0
 except (OSError,ValueError):return 0
def stamp(t):return time.strftime('%Y-%m-%dT%H:%M:%SZ',time.gmtime(t))
def rows(x):return [dict(zip(('pid','parent','start','name','ticks','counts','kernel','tty'),p)) for p in x.get('processes') or ()]
def labels(b):
 key=lambda s:(len(s),s)
 t=sorted((t['tty'] for t in b.get('terminals') or () if t['jupyter'] and not t['mine']),key=key)
 n=sorted((n for n in b.get('names') or () if re.fullmatch('[0-9]+',n)),key=key)
 return dict(zip(t,n)) if len(t)==len(n) else {}
def work(a,b):
 old={(p['pid'],p['start']):p for p in rows(a)}
 names=labels(b)
 def busy(p):
  o=old.get((p['pid'],p['start']))
  s=b['up']-(a['up'] if o else p['start']/100)
  return s>0 and (p['ticks']-(o['ticks'] if o else 0))/100/s>=.05
 on={p['pid']:p for p in rows(b) if p['counts']!='busy' or busy(p)}
 w=[]
 for p in on.values():
  q=on.get(p['parent'])
  if q and (q['start'],q['pid'])<(p['start'],p['pid']) and (q['counts'],q['tty'])==(p['counts'],p['tty']):continue
  t=p['tty'] and 'terminal '+names.get(p['tty'],p['tty'])
  uses=p['name']+' uses the processor'
  if p['counts']=='busy':w.append(uses+' in a kernel' if p['kernel'] else t+': '+uses if t else uses)
  elif p['kernel']:w.append('a kernel runs '+p['name'])
  else:w.append(t+' runs '+p['name'] if t else p['name']+' runs in the background')
 n=len(b.get('connections') or ())
 if n:w.append('an ssh session is connected' if n==1 else '%d ssh sessions are connected'%n)
 w+=[e['name']+(' is connected' if e['connected'] else ' may be connected') for e in b.get('editors') or () if e['connected'] is not False]
 g=max((x['gpu'] for x in (a,b) if x.get('gpu')),key=lambda x:x['busy'],default={'busy':0})
 if g['busy']>=5:w.append('a GPU is busy'+(' ('+', '.join(sorted(set(g['names']))[:3])+')' if g['names'] else ''))
 w+=['kernel %s is %s'%(k['id'][:8],k['state']) for k in b.get('kernels') or () if k['state'] not in ('idle','dead')]
 return list(dict.fromkeys(w))
def opened(r):
 k=[(k['id'],k.get('connections'),k['state']=='dead') for k in r.get('kernels') or ()]
 return {*k,*(n for n in r.get('names') or () if not n.startswith('studioctl_look_'))}
def complete(a,b):
 parts=('processes','terminals','connections','editors','kernels')
 return bool(a.get('processes') is not None and b['up']-a['up']>=2 and a['python'] and b['python'] and not a['notSeen'] and not b['notSeen'] and all(b.get(p) is not None for p in parts))
def escaped(s):
 o=''
 for b in (s.strip() or 'unnamed').encode('utf-8','replace'):
  w=chr(b) if re.match(rb'[A-Za-z0-9 _.:=@-]',bytes([b])) else '+%02X'%b
  if len(o+w)>60:break
  o+=w
 return o
def value(at,last,active,whole):
 head='v%VERSION% at=%s every=%dm last=%s%s'%(stamp(at),EVERY,stamp(last),'' if whole else ' part')
 w=[escaped(s) for s in active]
 for n in range(len(w),-1,-1):
  v=head+('' if n==len(w) else ' more=%d'%(len(w)-n))+(' active='+'/'.join(w[:n]) if n else '')
  if len(v)<=256:return v
def send(arn,tags):
 region=arn.split(':')[3]
 try:
  import boto3
  from botocore.config import Config
 except ImportError:
  try:r=subprocess.run(['aws','sagemaker','add-tags','--region',region,'--resource-arn',arn,'--tags',json.dumps(tags)],stdout=subprocess.DEVNULL,stderr=subprocess.PIPE,timeout=60)
  except FileNotFoundError:raise RuntimeError('this image has neither boto3 nor the aws command')
  if r.returncode:raise RuntimeError(r.stderr.decode(errors='replace').strip())
 else:boto3.client('sagemaker',region_name=region,config=Config(connect_timeout=5,read_timeout=15,retries={'max_attempts':2})).add_tags(ResourceArn=arn,Tags=tags)
def publish(v):
 with open(root+'/opt/ml/metadata/resource-metadata.json') as f:m=json.load(f)
 a=m['ResourceArn'].split('/')
 a[-2]=a[-2].lower()
 for arn in dict.fromkeys(('/'.join(a),m['ResourceArn'])):
  try:return send(arn,[{'Key':'%TAG%','Value':v}])
  except Exception as e:
   error=e
   if 'AccessDenied' in str(e):break
 raise error
def touch():
 f=root+'/tmp/.sagemaker-last-active-timestamp'
 t=time.time()
 with open(f+'.new','w') as o:o.write(time.strftime('%Y-%m-%dT%H:%M:%S',time.gmtime(t))+'.%03dZ'%(t%1*1000))
 os.chmod(f+'.new',0o644)
 if os.getuid()==0:
  try:os.chown(f+'.new',*pwd.getpwnam('sagemaker-user')[2:4])
  except KeyError:pass
 os.replace(f+'.new',f)
def look():
 s=load('state')
 a=s.get('reading',{})
 soon=a.get('up',0)+2.1-time.clock_gettime(time.CLOCK_BOOTTIME)
 if 0<soon<2.1:time.sleep(soon)
 p=subprocess.run(['sh',D+'/probe'],stdin=subprocess.DEVNULL,stdout=subprocess.PIPE,stderr=subprocess.DEVNULL,timeout=60)
 b=json.loads([l for l in p.stdout.decode(errors='replace').split('\n') if l.startswith('{"probe":')][-1])
 off=shift()
 now=time.time()+off
 active,whole=work(a,b),complete(a,b)
 times=[t['input'] or 0 for t in b.get('terminals') or ()]+[k['last'] or 0 for k in b.get('kernels') or ()]+[b.get('idleFile') or 0]
 times=[t+off for t in times]
 ended=s.get('ends') or opened(a)-opened(b)
 last=now if active or ended or 'last' not in s else min(now,max([s['last']]+times))
 was=s.get('sent',{})
 s.update(reading=b,last=last,ends=any(not re.match(r'kernel \S{1,8} is ',w) and not w.endswith(' in a kernel') for w in active))
 save('state',json.dumps(s))
 if TOUCH and active:touch()
 due=now-was.get('at',0)>=(3*EVERY-.5)*60 or now<was.get('at',0)
 if not due and (set(active),whole)==(set(was['active']),was['whole']) and (active or last-was['last']<60):return
 publish(value(now,last,active,whole))
 s['sent']={'at':now,'last':last,'active':active,'whole':whole}
 save('state',json.dumps(s))
 log('reported '+(', '.join(active) or 'nothing active'))
def late(*_):raise TimeoutError('it took too long')
def once():
 signal.signal(signal.SIGALRM,late)
 signal.alarm(150)
 with open(D+'/lock','w') as f:
  try:fcntl.flock(f,fcntl.LOCK_EX|fcntl.LOCK_NB)
  except OSError:return
  try:
   look()
   r='reported'
  except Exception as e:
   r='not reported: %s: %s'%(type(e).__name__,' '.join(str(e).split())[:600])
   log(r)
 signal.alarm(0)
 if not os.path.exists(D+'/first'):save('first','%SAYS%'+r+'\n')
def cron():
 for p in os.listdir('/proc'):
  try:
   with open('/proc/%s/comm'%p) as f:
    if f.read().strip() in ('cron','crond'):return True
  except OSError:pass
 return False
def schedule():
 if root or subprocess.call(['sh','-c','command -v crontab']):return False
 if not cron():subprocess.call(['sudo','-n','service','cron','start'],timeout=30)
 save('env',json.dumps({k:v for k,v in os.environ.items() if re.match('(?!.*(KEY|SECRET|SESSION))(AWS|PATH$|LANG$|.*_(proxy|PROXY)$|.*CA_BUNDLE$)',k)}))
 line='*/%d * * * * %s %s/beacon.py look # studioctl-beacon'%(EVERY,sys.executable,D)
 return cron() and not subprocess.call(['sh','-c','{ crontab -l 2>/dev/null|grep -v studioctl-beacon;echo "$1"; }|crontab -','sh',line])
if sys.argv[1]=='start':
 os.setsid()
 signal.signal(signal.SIGHUP,signal.SIG_IGN)
os.environ.update(load('env'))
os.environ.update(AWS_SHARED_CREDENTIALS_FILE='/dev/null',AWS_CONFIG_FILE='/dev/null')
os.environ.pop('AWS_PROFILE',0)
root=os.environ.get('STUDIOCTL_BEACON_ROOT','')
once()
if sys.argv[1]=='start':
 try:
  if schedule():sys.exit()
 except (OSError,subprocess.SubprocessError):pass
 save('pid',str(os.getpid()))
 os.execv('/bin/sh',['sh',D+'/studioctl-beacon',D,str(EVERY*60),sys.executable])
`;

/** Whether an interval is one that a beacon can have: whole minutes within its limits. */
export function isBeaconInterval(ms: number): boolean {
  return ms % minuteMs === 0 && ms >= beaconEvery.leastMs && ms <= beaconEvery.mostMs;
}

/** The same for the same script, whatever compressed it. */
export function beaconIdentity(options: BeaconOptions, earlier: EarlierScript | undefined): string {
  return JSON.stringify([headLine(options), probeScript(), program(options), loop, starting, earlier]);
}
