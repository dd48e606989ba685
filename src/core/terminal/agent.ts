/**
 * The program that runs one command in a terminal of a Jupyter server, and the line that starts it there. A terminal is text that is
 * echoed, translated and decoded; what has to survive it is framed: lines of ASCII with base64 in them (`frames.ts` is the other end).
 *
 * The program takes the place of the terminal's shell, with that shell's environment. It reads without waiting whatever the command
 * does, so that the server never waits for it; keeps what it has sent until that is acknowledged, so that a lost connection loses
 * nothing; and ends with all that it started when the terminal is closed, or when nothing has been heard for `patienceSeconds`.
 */

/** How long the program waits for any word before it takes its user to be gone, in seconds. */
export const patienceSeconds = 600;

/** How much it sends without an acknowledgement, in bytes. */
export const outputWindow = 1024 * 1024;

/** The character that begins each frame of the program; no echo of what was typed has it. */
export const mark = "\u001E";

/**
 * The line that starts the program from the prompt of any shell: without the packages of the environment (-I -S), whose reading takes
 * a third of the start; Python 3 from the PATH, else the one that runs the Jupyter server.
 * It says `mark nonce` when it is ready for `agentLine`, or `mark nonce no-python`. Shorter than a terminal's line may be (4,095
 * bytes, termios(3)); without apostrophes and exclamation marks inside the quotes, which shells treat differently.
 */
export function startLine(nonce: string): string {
  const loader = [
    "import os,sys,tty,base64",
    "tty.setraw(0)",
    "n=bytes([10])",
    "os.write(1,bytes([30])+os.fsencode(sys.argv[1])+n)",
    // Byte by byte up to the end of the line: what follows it is for the program.
    "exec(base64.b64decode(bytes().join(iter(lambda:os.read(0,1),n))))",
  ].join(";");
  const script = [
    `p="${loader}"`,
    'for c in python3 python;do command -v $c >/dev/null 2>&1&&exec $c -I -S -c "$p" $0;done',
    'test -x /proc/$PPID/exe&&exec /proc/$PPID/exe -I -S -c "$p" $0',
    'printf "\\036%s no-python\\n" $0',
  ].join(";");
  return ` exec sh -c '${script}' ${nonce}`;
}

/** The line that the program is sent as. */
export function agentLine(): string {
  return `${Buffer.from(agent, "utf8").toString("base64")}\n`;
}

/*
 * From here to the other end a line is: C arguments (started once), I offset data, E offset (end of input), A number (frames below it have arrived),
 * R number (a new connection: send again from that frame on), S signal, K (end all), Q (the end has arrived), P (still here).
 * The other way a frame is: mark, kind, number, base64. O and E are output, X the exit code, Z the command reads no more; A, without an
 * own number, says how many bytes of input have been taken.
 */
const agent = `
import os,sys,signal,select,fcntl,time,base64,collections
for fd in (0,1): fcntl.fcntl(fd,fcntl.F_SETFL,fcntl.fcntl(fd,fcntl.F_GETFL)|os.O_NONBLOCK)
wake,waker=os.pipe()
for fd in (wake,waker): fcntl.fcntl(fd,fcntl.F_SETFL,fcntl.fcntl(fd,fcntl.F_GETFL)|os.O_NONBLOCK)
pid=0; status=None; ends={}; cin=-1; pending=bytearray(); got=0; closing=False; part=b""
out=bytearray(); kept=collections.deque(); size=0; number=0; heard=time.monotonic()
def frame(kind,data):
    global number,size
    f=b"\\x1e"+kind+b" "+str(number).encode()+b" "+base64.b64encode(data)+b"\\n"
    kept.append((number,f)); size+=len(f); number+=1; out.extend(f)
def taken(): out.extend(b"\\x1eA "+str(got-len(pending)).encode()+b" \\n")
def send(sig):
    if pid:
        try: os.killpg(pid,sig)
        except OSError: pass
def stop(*_):
    for sig in (signal.SIGHUP,signal.SIGTERM,signal.SIGCONT): send(sig)
    if pid: time.sleep(.1)
    send(signal.SIGKILL); os._exit(1)
def close_input():
    global cin
    if cin>=0: os.close(cin); cin=-1
def start(argv):
    global pid,cin
    ir,iw=os.pipe(); o,ow=os.pipe(); e,ew=os.pipe()
    pid=os.fork()
    if pid==0:
        try:
            os.setsid()
            for a,b in ((ir,0),(ow,1),(ew,2)): os.dup2(a,b)
            signal.set_wakeup_fd(-1)
            for sig in (signal.SIGHUP,signal.SIGINT,signal.SIGTERM,signal.SIGCHLD,signal.SIGPIPE): signal.signal(sig,signal.SIG_DFL)
            for name in ("COLUMNS","LINES","PYXTERM_DIMENSIONS"): os.environ.pop(name,None)
            os.environ["TERM"]="dumb"
            os.execvp(argv[0],argv)
        except FileNotFoundError: os.write(2,b"studioctl: "+argv[0]+b": command not found\\n"); os._exit(127)
        except OSError as x: os.write(2,b"studioctl: "+argv[0]+b": "+os.fsencode(os.strerror(x.errno))+b"\\n")
        except ValueError: os.write(2,b"studioctl: the command is not valid\\n")
        os._exit(126)
    for fd in (ir,ow,ew): os.close(fd)
    cin=iw; ends.update({o:b"O",e:b"E"})
    fcntl.fcntl(cin,fcntl.F_SETFL,fcntl.fcntl(cin,fcntl.F_GETFL)|os.O_NONBLOCK)
def handle(line):
    global got,closing,size
    kind,_,rest=line.partition(b" ")
    if kind==b"C":
        if not pid: start(base64.b64decode(rest).split(b"\\0"))
    elif kind==b"I":
        offset,_,data=rest.partition(b" "); data=base64.b64decode(data); known=got-int(offset)
        if 0<=known<len(data):
            if cin>=0: pending.extend(data[known:])
            got+=len(data)-known
            if cin<0: taken()
    elif kind==b"E": closing=closing or int(rest)==got
    elif kind==b"A":
        while kept and kept[0][0]<int(rest): size-=len(kept.popleft()[1])
    elif kind==b"R":
        out.extend(b"\\n")
        for n,f in kept:
            if n>=int(rest): out.extend(f)
        taken()
    elif kind==b"S": send(int(rest))
    elif kind==b"K": stop()
    elif kind==b"Q": os._exit(0)
for sig in (signal.SIGHUP,signal.SIGTERM,signal.SIGINT): signal.signal(sig,stop)
signal.signal(signal.SIGCHLD,lambda *_:None); signal.set_wakeup_fd(waker)
while True:
    readers=[0,wake]+([fd for fd in ends] if size<${outputWindow} else [])
    writers=([1] if out else [])+([cin] if pending and cin>=0 else [])
    ready,writable,_=select.select(readers,writers,[],5)
    if time.monotonic()-heard>${patienceSeconds}: stop()
    if wake in ready: os.read(wake,4096)
    if 0 in ready:
        try: data=os.read(0,65536)
        except BlockingIOError: data=None
        except OSError: stop()
        if data==b"": stop()
        if data:
            heard=time.monotonic()
            lines=(part+data).split(b"\\n"); part=lines.pop()
            for line in lines:
                if line: handle(line)
    if 1 in writable:
        try: del out[:os.write(1,out[:65536])]
        except BlockingIOError: pass
        except OSError: stop()
    if cin>=0 and cin in writable:
        try:
            del pending[:os.write(cin,pending[:65536])]; taken()
        except BlockingIOError: pass
        except OSError:
            close_input(); pending.clear(); taken(); frame(b"Z",b"")
    if closing and not pending: close_input()
    for fd in ready:
        if fd in ends:
            data=os.read(fd,32768)
            if data: frame(ends[fd],data)
            else: os.close(fd); del ends[fd]
    if pid and not ends and status is None:
        done,status=os.waitpid(pid,os.WNOHANG)
        if done: frame(b"X",str(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128+os.WTERMSIG(status)).encode())
        else: status=None
`;
