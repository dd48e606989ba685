# bash completion for studioctl, made by "studioctl completion bash".
# To have it in this shell: source <(studioctl completion bash)

_studioctl_globals=('--profile:AWS profile, as in the AWS CLI; else AWS_PROFILE, else config set profile' '--region:AWS Region, as in the AWS CLI; else AWS_REGION, else config set region' '--endpoint-url:send every call there' '--sandbox:use the embedded simulator: no AWS account, nothing real is touched (STUDIOCTL_SANDBOX=1)' '--domain,-d:the domain; else STUDIOCTL_DOMAIN, else config set domain, else the only one of the Region' '--output,-o:one of table, wide, json, jsonl, yaml, tsv, name' '--query:JMESPath over the JSON result, before formatting' '--yes,-y:answer every confirmation with yes; not those that want a name, which --confirm gives' '--no-input:never prompt' '--timeout:how long to wait for the end state' '--no-wait:do not wait for the end state' '--color:auto, always or never' '--quiet,-q:fewer lines on stderr' '--debug:more lines on stderr: every call with its time' '--help,-h:show help')

# Sets verbs and flags: the words that may follow a command.
_studioctl_words() {
  verbs=() flags=()
  case "$1" in
    '') verbs=('domain:Studio domains' 'profile:User profiles of a domain' 'space:Spaces of a domain' 'app:Apps: what runs, and what it costs' 'image:Custom images, from ECR to Studio' 'lifecycle-config:Lifecycle configs: scripts that run when an app starts' 'lcc:Lifecycle configs: scripts that run when an app starts' 'auto-shutdown:Find idle apps, say why, and stop them' 'efs:Home directories: the domain'\''s EFS file system' 'cost:What runs costs an hour, and what is stored a month' 'quota:Quotas of Studio against what runs, and slots per user' 'doctor:Check this machine, the credentials and Studio' 'config:Settings that hold where no flag and no variable says otherwise' 'completion:Print the script that completes this program'\''s words in a shell' 'licenses:Print the licenses of the packages that studioctl contains' 'sandbox:The embedded simulator: try everything without an AWS account' 'help:Show the help of a command, or of a topic') flags=('--version,-V:show the version') ;;
    'domain') verbs=('list:List the domains of the Region' 'describe:Show one domain' 'create:Create a domain' 'update:Change settings of a domain' 'open:Open Studio in the browser' 'delete:Delete a domain, with --cascade all that is in it too') ;;
    'domain create') flags=('--name:name of the domain' '--quick:as the console'\''s Quick setup: default VPC, new execution role, first user' '--user:with --quick: the first user, else default-TIME' '--auth-mode:how users sign in' '--vpc:the VPC of its file system and traffic' '--execution-role:the role that apps of users run with' '--network:public: straight to the internet (the service'\''s default); vpc-only: through the VPC' '+--subnets:subnets of the VPC to be in' '+--security-groups:security groups of users'\'' apps; vpc-only needs some' '--default-instance-type:of KernelGateway, JupyterLab and CodeEditor apps that name no other' '+--tag:tags of the domain' '--kms-key:encrypts its file system and volumes; else a key of AWS' '--sharing-bucket:where the output of shared notebooks goes; else none is shared' '--sharing-kms-key:encrypts it there' '--dry-run:check only, create nothing') ;;
    'domain update') flags=('--execution-role:the role that apps of users run with' '--network:public: straight to the internet (the service'\''s default); vpc-only: through the VPC' '+--subnets:all subnets it shall have, in its VPC' '+--security-groups:security groups of users'\'' apps; vpc-only needs some' '--default-instance-type:of KernelGateway, JupyterLab and CodeEditor apps that name no other' '+--tag:tags to add or change; others stay') ;;
    'domain open') flags=('--user:sign in as this user profile' '--print:print the address instead of opening it: whoever has it is signed in' '--landing:where to land: studio, jupyterlab, jupyterserver, codeeditor' '--expires:how long the address can be used: 5s to 5m (default: 5m)' '--session:how long what it opens lasts: 30m to 12h (default: 12h)') ;;
    'domain delete') flags=('--efs:retain keeps the file system with all home directories, delete deletes it for good; there is no default, and a domain without a file system needs none' '--cascade:delete what is in the way too: apps, then spaces, then user profiles' '--dry-run:show the tree of what would be deleted, and delete nothing' '--confirm:confirms it in place of typing this when asked; --yes is not enough') ;;
    'profile') verbs=('list:List the user profiles of a domain' 'describe:Show one user profile, its home directory and the settings that apply to it' 'create:Create user profiles, one or a whole list' 'update:Change the settings of a user profile' 'open:Open Studio in the browser as one user' 'delete:Delete a user profile, with --cascade its apps and spaces too') ;;
    'profile create') flags=('--execution-role:role of the user, or of those in the list without one; else the domain'\''s' '+--security-groups:security groups of the user'\''s apps, or of all in the list, beside those of the domain' '+--tag:tags of the user, or of all in the list' '--file:a list of users: .csv, .yaml or .json, or - for one on stdin' '--if-not-exists:leave users that exist as they are' '--dry-run:check only, create nothing') ;;
    'profile update') flags=('--execution-role:role of the user'\''s apps' '+--security-groups:all security groups of the user'\''s apps, beside those of the domain' '--default-instance-type:what the user'\''s KernelGateway, JupyterLab and CodeEditor apps run on by default' '+--tag:tags to add or to change; others stay') ;;
    'profile open') flags=('--print:print the address instead of opening it: whoever has it is signed in' '--landing:where to land: studio, jupyterlab, jupyterserver, codeeditor' '--expires:how long the address can be used: 5s to 5m (default: 5m)' '--session:how long what it opens lasts: 30m to 12h (default: 12h)') ;;
    'profile delete') flags=('--cascade:delete what is in the way too: apps, then spaces, then user profiles' '--dry-run:show the tree of what would be deleted, and delete nothing' '--confirm:confirms it in place of typing this when asked; --yes is not enough') ;;
    'space') verbs=('list:List the spaces of a domain' 'describe:Show one space' 'create:Create a space' 'update:Change a space' 'delete:Delete a space, with its volume and the files on it' 'open:Open the app of a space in the browser') ;;
    'space create') flags=('--owner:the user profile it belongs to' '--app-type:JupyterLab or CodeEditor, for good' '--sharing:private, or shared by all users of the domain' '--instance-type:instance type its app runs on' '--volume-gb:size of its volume, GB: 5 to 16384; it can grow later, not shrink' '--idle:shut its app down after this long without activity: 60m to 365d' '--image:a SageMaker image: a name of this account, any ARN, or none for the service'\''s default' '--image-version:that version of the image; latest: whichever is the newest at a start' '+--tag:tags of the space' '--dry-run:check only, create nothing') ;;
    'space update') flags=('--instance-type:instance type its app runs on' '--volume-gb:size of its volume, GB: 5 to 16384; it can grow later, not shrink' '--idle:shut its app down after this long without activity: 60m to 365d' '--image:a SageMaker image: a name of this account, any ARN, or none for the service'\''s default' '--image-version:that version of the image; latest: whichever is the newest at a start' '--display-name:the name that Studio shows') ;;
    'space delete') flags=('--cascade:stop its app first') ;;
    'space open') flags=('--print:print the address instead of opening it: whoever has it is signed in' '--landing:where to land: studio, jupyterlab, jupyterserver, codeeditor' '--expires:how long the address can be used: 5s to 5m (default: 5m)' '--session:how long what it opens lasts: 30m to 12h (default: 12h)') ;;
    'app') verbs=('list:List the apps of a domain' 'describe:Show one app' 'start:Start an app' 'stop:Stop apps' 'keep:Keep apps from being stopped by auto-shutdown' 'why:Say why an app is in the state it is in, and what to do' 'logs:Show what an app wrote, and what its lifecycle config wrote when it started') ;;
    'app list') flags=('--user:of this user profile' '--space:of this space' '+--type:of these types' '+--status:with these statuses' '--all:Deleted apps too, which stay listed for 24 hours' '--watch:stay and list again, until Ctrl-C (every 5s unless said)') ;;
    'app start') flags=('--user:for this user profile' '--space:for this space; the type is the space'\''s' '--type:KernelGateway, JupyterServer, or the type of the space' '--name:name of the app; else made from what it runs' '--instance-type:else the profile'\''s default, the domain'\''s, or ml.t3.medium' '--image:a SageMaker image: a name of this account, or any ARN' '--image-version:version of the image, with --space also of the one that the space has; else its latest' '--lifecycle-config:lifecycle config to run at the start' '--recovery:start in recovery mode' '+--tag:tags of the app' '--max-apps-per-instance:KernelGateway apps that may share an instance' '--skip-checks:let the service decide about that limit' '--dry-run:check only, start nothing') ;;
    'app stop') flags=('--user:of this user profile' '--space:of this space' '+--type:of these types' '--instance-type:on this instance type' '--all:every app of the domain') ;;
    'app keep') flags=('--for:for this long from now' '--until:until then: 2026-11-30T18:00, local unless it says its offset' '--forever:until it is cleared' '--clear:no longer') ;;
    'app why') flags=('--lines:the last lines of each of its logs') ;;
    'app logs') flags=('--follow,-f:stay and show what is added, until Ctrl-C' '--lines:the last lines of each stream' '--since:all lines of that long instead') ;;
    'image') verbs=('list:List the SageMaker images of the Region, and where they are attached' 'describe:Show one image: its versions, where it is attached, and what runs with it' 'attach:Make an image of a container, and let users pick it' 'detach:Take an image off a domain, a user profile or a space, or off all of them' 'delete:Delete an image with all its versions, with --cascade its attachments too') ;;
    'image attach') flags=('--ecr:the container, in ECR; else the image as it is' '--role:the role that pulls the container, also of an image that is there; for a new one else the domain'\''s execution role' '--user:for this user profile alone; without --user and --space, for the whole domain' '--space:for this shared space of Studio Classic alone' '--app-type:the apps it is for: KernelGateway unless said, JupyterLab or CodeEditor' '--kernel:the kernel in it, as `jupyter kernelspec list` prints it there' '--kernel-display-name:what Studio calls the kernel; else the image'\''s name' '--mount-path:where the home directory is in it (/home/sagemaker-user)' '--uid:the user it runs as: 1000 with --gid 100, or 0 with --gid 0' '--gid:the group of that user' '--entrypoint:of the container, for JupyterLab and CodeEditor' '+--args:arguments of the container, for JupyterLab and CodeEditor' '+--env:variables of the container, for JupyterLab and CodeEditor' '--config-name:name of its app image config; else that of the image and the type' '--version:stay with this version of the image; else the latest, also when there is a newer one' '--dry-run:show the difference only, change nothing') ;;
    'image detach') flags=('--user:from this user profile' '--space:from this space' '--app-type:only from the list for this type of app' '--dry-run:show what would be detached, and change nothing') ;;
    'image delete') flags=('--cascade:detach it everywhere first, and delete the app image configs made for it' '--dry-run:show what would be deleted, and delete nothing' '--confirm:confirms it in place of typing this when asked; --yes is not enough') ;;
    'lifecycle-config' | 'lcc') verbs=('list:List lifecycle configs, and where each is attached' 'describe:Show one lifecycle config with its script, and where it is attached' 'create:Create a lifecycle config from a script' 'attach:Attach a lifecycle config to a domain, a user or a space' 'detach:Detach a lifecycle config from a domain, a user or a space, or from all' 'delete:Delete a lifecycle config that nothing uses') ;;
    'lifecycle-config create' | 'lcc create') flags=('--file:the script, which runs when an app starts, for 5 minutes at most; - is stdin' '--app-type:the type of app it is for' '+--tag:a tag of the lifecycle config') ;;
    'lifecycle-config attach' | 'lcc attach') flags=('--user:to this user profile; without --user and --space, to the domain' '--space:to this space' '--default:run it as well where nobody chooses one' '--dry-run:show the difference, and change nothing') ;;
    'lifecycle-config detach' | 'lcc detach') flags=('--user:from this user profile alone' '--space:from this space alone' '--dry-run:show the difference, and change nothing') ;;
    'auto-shutdown') verbs=('plan:Decide which apps are idle, say why, change nothing' 'run:Stop idle apps, after a confirmation' 'explain:Show what applies to one app, what was seen of it, and when it would be stopped' 'history:Show what runs stopped, when, why, and what it saved' 'schedule:Schedule auto-shutdown with cron or systemd' 'settings:The service'\''s own idle shutdown of JupyterLab and CodeEditor') ;;
    'auto-shutdown plan') flags=('--policy:thresholds, protection and quiet hours from a YAML or JSON file; the other flags override it' '--idle:without activity for this long, an app is idle' '--grace:leave apps alone that are younger' '--max-age:stop apps that could not be observed for this long; else never' '--keep-terminals,--no-keep-terminals:an open terminal keeps its app, even without recent activity; else its last activity counts' '--stop-stuck:stop apps too whose kernel is starting, restarting, terminating or dead for longer than --idle' '--stop-remote:judge apps of spaces with remote access as others, though a remote session cannot be seen; else they are unknown' '--max-busy:report a kernel as stuck that is busy for this long without any message; stops nothing, even with --stop-stuck' '--unified-studio:sweep domains of SageMaker Unified Studio too; else their apps are skipped' '+--exclude:never those whose DOMAIN/OWNER/TYPE/NAME matches' '+--protect-tag:never those with this tag; studioctl:keep always protects' '+--type:of these types' '+--user:of these user profiles' '+--space:of these spaces' '--all-domains:every domain (default); --domain takes several: D,…' '--all-regions:every Region where the account uses Studio; --region takes several: R,…' '--max-stops:stop at most so many in one run; else no limit' '--concurrency:calls in flight' '--report:append the record of this run, NDJSON, to a file too' '--run-limit:start nothing new after this long; else 30m, or 6s an app in the plan where that is more' '--strict:exit 3 where an app is unknown, a permission is missing, or another run is at work' '--exit-code:exit 6 where a plan finds idle apps' '--watch:stay and repeat until Ctrl-C, which exits 0 between two sweeps and 130 in the midst of one') ;;
    'auto-shutdown run') flags=('--policy:thresholds, protection and quiet hours from a YAML or JSON file; the other flags override it' '--idle:without activity for this long, an app is idle' '--grace:leave apps alone that are younger' '--max-age:stop apps that could not be observed for this long; else never' '--keep-terminals,--no-keep-terminals:an open terminal keeps its app, even without recent activity; else its last activity counts' '--stop-stuck:stop apps too whose kernel is starting, restarting, terminating or dead for longer than --idle' '--stop-remote:judge apps of spaces with remote access as others, though a remote session cannot be seen; else they are unknown' '--max-busy:report a kernel as stuck that is busy for this long without any message; stops nothing, even with --stop-stuck' '--unified-studio:sweep domains of SageMaker Unified Studio too; else their apps are skipped' '+--exclude:never those whose DOMAIN/OWNER/TYPE/NAME matches' '+--protect-tag:never those with this tag; studioctl:keep always protects' '+--type:of these types' '+--user:of these user profiles' '+--space:of these spaces' '--all-domains:every domain (default); --domain takes several: D,…' '--all-regions:every Region where the account uses Studio; --region takes several: R,…' '--max-stops:stop at most so many in one run; else no limit' '--concurrency:calls in flight' '--report:append the record of this run, NDJSON, to a file too' '--run-limit:start nothing new after this long; else 30m, or 6s an app in the plan where that is more' '--strict:exit 3 where an app is unknown, a permission is missing, or another run is at work' '--exit-code:exit 6 where a plan finds idle apps' '--watch:stay and repeat until Ctrl-C, which exits 0 between two sweeps and 130 in the midst of one' '--dry-run:the same as plan') ;;
    'auto-shutdown explain') flags=('--policy:thresholds, protection and quiet hours from a YAML or JSON file; the other flags override it' '--idle:without activity for this long, an app is idle' '--grace:leave apps alone that are younger' '--max-age:stop apps that could not be observed for this long; else never' '--keep-terminals,--no-keep-terminals:an open terminal keeps its app, even without recent activity; else its last activity counts' '--stop-stuck:stop apps too whose kernel is starting, restarting, terminating or dead for longer than --idle' '--stop-remote:judge apps of spaces with remote access as others, though a remote session cannot be seen; else they are unknown' '--max-busy:report a kernel as stuck that is busy for this long without any message; stops nothing, even with --stop-stuck' '--unified-studio:sweep domains of SageMaker Unified Studio too; else their apps are skipped' '+--exclude:never those whose DOMAIN/OWNER/TYPE/NAME matches' '+--protect-tag:never those with this tag; studioctl:keep always protects') ;;
    'auto-shutdown history') flags=('--since:how far to look back' '+--user:of these user profiles' '+--space:of these spaces' '--report:read the file that --report of plan or run wrote, not the record of this machine') ;;
    'auto-shutdown schedule') verbs=('print:Print what schedule install would write' 'install:Schedule auto-shutdown with cron or systemd' 'list:List schedules, when each last ran, and whether it worked' 'remove:Remove a schedule') ;;
    'auto-shutdown schedule print') flags=('--every:how often: a divisor of an hour or of a day, or 1d' '--kind:the crontab, or systemd timers of the user' '--name:tells several schedules apart' '--log:log of the runs, put aside as FILE.1 at 1 MiB; else auto-shutdown-NAME.log in the state folder' '--policy:thresholds, protection and quiet hours from a YAML or JSON file; the other flags override it' '--idle:without activity for this long, an app is idle' '--grace:leave apps alone that are younger' '--max-age:stop apps that could not be observed for this long; else never' '--keep-terminals,--no-keep-terminals:an open terminal keeps its app, even without recent activity; else its last activity counts' '--stop-stuck:stop apps too whose kernel is starting, restarting, terminating or dead for longer than --idle' '--stop-remote:judge apps of spaces with remote access as others, though a remote session cannot be seen; else they are unknown' '--max-busy:report a kernel as stuck that is busy for this long without any message; stops nothing, even with --stop-stuck' '--unified-studio:sweep domains of SageMaker Unified Studio too; else their apps are skipped' '+--exclude:never those whose DOMAIN/OWNER/TYPE/NAME matches' '+--protect-tag:never those with this tag; studioctl:keep always protects' '+--type:of these types' '+--user:of these user profiles' '+--space:of these spaces' '--all-domains:every domain (default); --domain takes several: D,…' '--all-regions:every Region where the account uses Studio; --region takes several: R,…' '--max-stops:stop at most so many in one run; else no limit' '--concurrency:calls in flight' '--report:append the record of this run, NDJSON, to a file too' '--run-limit:start nothing new after this long; else 30m, or 6s an app in the plan where that is more' '--strict:exit 3 where an app is unknown, a permission is missing, or another run is at work' '--dry-run:plan only, stop nothing') ;;
    'auto-shutdown schedule install') flags=('--every:how often: a divisor of an hour or of a day, or 1d' '--kind:the crontab, or systemd timers of the user' '--name:tells several schedules apart' '--log:log of the runs, put aside as FILE.1 at 1 MiB; else auto-shutdown-NAME.log in the state folder' '--policy:thresholds, protection and quiet hours from a YAML or JSON file; the other flags override it' '--idle:without activity for this long, an app is idle' '--grace:leave apps alone that are younger' '--max-age:stop apps that could not be observed for this long; else never' '--keep-terminals,--no-keep-terminals:an open terminal keeps its app, even without recent activity; else its last activity counts' '--stop-stuck:stop apps too whose kernel is starting, restarting, terminating or dead for longer than --idle' '--stop-remote:judge apps of spaces with remote access as others, though a remote session cannot be seen; else they are unknown' '--max-busy:report a kernel as stuck that is busy for this long without any message; stops nothing, even with --stop-stuck' '--unified-studio:sweep domains of SageMaker Unified Studio too; else their apps are skipped' '+--exclude:never those whose DOMAIN/OWNER/TYPE/NAME matches' '+--protect-tag:never those with this tag; studioctl:keep always protects' '+--type:of these types' '+--user:of these user profiles' '+--space:of these spaces' '--all-domains:every domain (default); --domain takes several: D,…' '--all-regions:every Region where the account uses Studio; --region takes several: R,…' '--max-stops:stop at most so many in one run; else no limit' '--concurrency:calls in flight' '--report:append the record of this run, NDJSON, to a file too' '--run-limit:start nothing new after this long; else 30m, or 6s an app in the plan where that is more' '--strict:exit 3 where an app is unknown, a permission is missing, or another run is at work' '--dry-run:plan only, stop nothing') ;;
    'auto-shutdown schedule list') flags=('--kind:of this scheduler only') ;;
    'auto-shutdown schedule remove') flags=('--kind:the crontab, or systemd timers of the user' '--name:tells several schedules apart') ;;
    'auto-shutdown settings') verbs=('get:Show the service'\''s own idle shutdown of JupyterLab and CodeEditor, and who sets it' 'set:Set the service'\''s own idle shutdown of JupyterLab or CodeEditor') ;;
    'auto-shutdown settings get') flags=('--user:of this user profile' '--space:of this space') ;;
    'auto-shutdown settings set') flags=('--type:JupyterLab or CodeEditor; KernelGateway has no idle shutdown of its own' '--user:for this user profile; without --user and --space, for the whole domain' '--space:for this space, which can choose nothing but its time' '--idle:turn it on, and shut down after this long without activity: 60m to 365d' '--min:the shortest time a space may choose' '--max:the longest time a space may choose' '--disable:turn it off') ;;
    'efs') verbs=('mount-info:Show how to mount the home directories of a domain' 'usage:Show how much the home directories of a domain take, and what that costs' 'orphans:List file systems that Studio made for domains that are gone') ;;
    'efs mount-info') flags=('--file-system:a file system that a domain left behind, in place of that of the domain' '--user:mount the home directory of this user alone' '--client:what mounts: efs-utils, which encrypts, or nfs, the plain client' '--mount-point:where to mount' '--iam:sign in with the IAM identity of the client' '--access-point:mount through this access point' '--script:print just a shell script that installs the client, mounts, and may be run again') ;;
    'cost') flags=('--by:what a row of the table is') ;;
    'quota') flags=('--all:also quotas of which nothing is used' '+--type:of apps of these types' '--instance-type:of apps on this instance type' '--user:of this user profile' '--space:of this space') ;;
    'config') verbs=('get:Show the value of one setting' 'set:Keep a value that flags then need not say' 'list:List the settings, and what says so' 'path:Show where the configuration is kept') ;;
    'config set') verbs=('domain:the domain; else STUDIOCTL_DOMAIN, else config set domain, else the only one of the Region' 'profile:AWS profile, as in the AWS CLI; else AWS_PROFILE, else config set profile' 'region:AWS Region, as in the AWS CLI; else AWS_REGION, else config set region' 'output:one of table, wide, json, jsonl, yaml, tsv, name' 'color:auto, always or never' 'timeout:how long to wait for the end state') ;;
    'sandbox') verbs=('serve:Serve the sandbox on loopback for any AWS client, until Ctrl-C' 'status:Show what the sandbox holds, its clock and its settings' 'advance:Move the sandbox'\''s clock forward' 'seed:Fill the sandbox from a file, instead of what it holds' 'reset:Begin the sandbox'\''s story again') ;;
    'sandbox serve') flags=('--port:port on 127.0.0.1; 0 takes any free one' '--classic:whether the account may still start Studio Classic apps') ;;
    'help') verbs=('references:How apps are named on the command line' 'output:Tables for people, documents for scripts' 'exit-codes:What scripts can tell by the exit code' 'environment:Environment variables and files' 'durations:How times are written' 'policies:Files of rules for auto-shutdown' 'stability:What scripts can rely on' 'flags:Flags that every command takes, before or after its name' 'domain:Studio domains' 'profile:User profiles of a domain' 'space:Spaces of a domain' 'app:Apps: what runs, and what it costs' 'image:Custom images, from ECR to Studio' 'lifecycle-config:Lifecycle configs: scripts that run when an app starts' 'lcc:Lifecycle configs: scripts that run when an app starts' 'auto-shutdown:Find idle apps, say why, and stop them' 'efs:Home directories: the domain'\''s EFS file system' 'cost:What runs costs an hour, and what is stored a month' 'quota:Quotas of Studio against what runs, and slots per user' 'doctor:Check this machine, the credentials and Studio' 'config:Settings that hold where no flag and no variable says otherwise' 'completion:Print the script that completes this program'\''s words in a shell' 'licenses:Print the licenses of the packages that studioctl contains' 'sandbox:The embedded simulator: try everything without an AWS account') ;;
    'help domain') verbs=('list:List the domains of the Region' 'describe:Show one domain' 'create:Create a domain' 'update:Change settings of a domain' 'open:Open Studio in the browser' 'delete:Delete a domain, with --cascade all that is in it too') ;;
    'help profile') verbs=('list:List the user profiles of a domain' 'describe:Show one user profile, its home directory and the settings that apply to it' 'create:Create user profiles, one or a whole list' 'update:Change the settings of a user profile' 'open:Open Studio in the browser as one user' 'delete:Delete a user profile, with --cascade its apps and spaces too') ;;
    'help space') verbs=('list:List the spaces of a domain' 'describe:Show one space' 'create:Create a space' 'update:Change a space' 'delete:Delete a space, with its volume and the files on it' 'open:Open the app of a space in the browser') ;;
    'help app') verbs=('list:List the apps of a domain' 'describe:Show one app' 'start:Start an app' 'stop:Stop apps' 'keep:Keep apps from being stopped by auto-shutdown' 'why:Say why an app is in the state it is in, and what to do' 'logs:Show what an app wrote, and what its lifecycle config wrote when it started') ;;
    'help image') verbs=('list:List the SageMaker images of the Region, and where they are attached' 'describe:Show one image: its versions, where it is attached, and what runs with it' 'attach:Make an image of a container, and let users pick it' 'detach:Take an image off a domain, a user profile or a space, or off all of them' 'delete:Delete an image with all its versions, with --cascade its attachments too') ;;
    'help lifecycle-config' | 'help lcc') verbs=('list:List lifecycle configs, and where each is attached' 'describe:Show one lifecycle config with its script, and where it is attached' 'create:Create a lifecycle config from a script' 'attach:Attach a lifecycle config to a domain, a user or a space' 'detach:Detach a lifecycle config from a domain, a user or a space, or from all' 'delete:Delete a lifecycle config that nothing uses') ;;
    'help auto-shutdown') verbs=('plan:Decide which apps are idle, say why, change nothing' 'run:Stop idle apps, after a confirmation' 'explain:Show what applies to one app, what was seen of it, and when it would be stopped' 'history:Show what runs stopped, when, why, and what it saved' 'schedule:Schedule auto-shutdown with cron or systemd' 'settings:The service'\''s own idle shutdown of JupyterLab and CodeEditor') ;;
    'help auto-shutdown schedule') verbs=('print:Print what schedule install would write' 'install:Schedule auto-shutdown with cron or systemd' 'list:List schedules, when each last ran, and whether it worked' 'remove:Remove a schedule') ;;
    'help auto-shutdown settings') verbs=('get:Show the service'\''s own idle shutdown of JupyterLab and CodeEditor, and who sets it' 'set:Set the service'\''s own idle shutdown of JupyterLab or CodeEditor') ;;
    'help efs') verbs=('mount-info:Show how to mount the home directories of a domain' 'usage:Show how much the home directories of a domain take, and what that costs' 'orphans:List file systems that Studio made for domains that are gone') ;;
    'help config') verbs=('get:Show the value of one setting' 'set:Keep a value that flags then need not say' 'list:List the settings, and what says so' 'path:Show where the configuration is kept') ;;
    'help config set') verbs=('domain:the domain; else STUDIOCTL_DOMAIN, else config set domain, else the only one of the Region' 'profile:AWS profile, as in the AWS CLI; else AWS_PROFILE, else config set profile' 'region:AWS Region, as in the AWS CLI; else AWS_REGION, else config set region' 'output:one of table, wide, json, jsonl, yaml, tsv, name' 'color:auto, always or never' 'timeout:how long to wait for the end state') ;;
    'help sandbox') verbs=('serve:Serve the sandbox on loopback for any AWS client, until Ctrl-C' 'status:Show what the sandbox holds, its clock and its settings' 'advance:Move the sandbox'\''s clock forward' 'seed:Fill the sandbox from a file, instead of what it holds' 'reset:Begin the sandbox'\''s story again') ;;
  esac
}

# Sets takes, choices, list and bare: what completes the value of a flag, or an argument by its place.
_studioctl_value() {
  takes= list= bare= choices=()
  case "$1 $2" in
    'domain describe 1' | 'domain update 1' | 'domain open 1' | 'domain delete 1' | 'config set domain 1') takes=domain ;;
    'domain create --name' | 'domain create --user' | 'domain create --vpc' | 'domain create --execution-role' | 'domain create --kms-key' | 'domain create --sharing-bucket' | 'domain create --sharing-kms-key' | 'domain update --execution-role' | 'domain open --expires' | 'domain open --session' | 'domain delete --confirm' | 'profile create --execution-role' | 'profile create 1' | 'profile update --execution-role' | 'profile open --expires' | 'profile open --session' | 'profile delete --confirm' | 'space create --volume-gb' | 'space create --idle' | 'space create --image-version' | 'space create 1' | 'space update --volume-gb' | 'space update --idle' | 'space update --image-version' | 'space update --display-name' | 'space open --expires' | 'space open --session' | 'app start --name' | 'app start --image-version' | 'app start --max-apps-per-instance' | 'app keep --for' | 'app keep --until' | 'app why --lines' | 'app logs --lines' | 'app logs --since' | 'image attach --ecr' | 'image attach --role' | 'image attach --kernel' | 'image attach --kernel-display-name' | 'image attach --mount-path' | 'image attach --uid' | 'image attach --gid' | 'image attach --entrypoint' | 'image attach --config-name' | 'image attach --version' | 'image delete --confirm' | 'lifecycle-config create 1' | 'lcc create 1' | 'auto-shutdown plan --idle' | 'auto-shutdown plan --grace' | 'auto-shutdown plan --max-age' | 'auto-shutdown plan --max-busy' | 'auto-shutdown plan --max-stops' | 'auto-shutdown plan --concurrency' | 'auto-shutdown plan --run-limit' | 'auto-shutdown plan --watch' | 'auto-shutdown run --idle' | 'auto-shutdown run --grace' | 'auto-shutdown run --max-age' | 'auto-shutdown run --max-busy' | 'auto-shutdown run --max-stops' | 'auto-shutdown run --concurrency' | 'auto-shutdown run --run-limit' | 'auto-shutdown run --watch' | 'auto-shutdown explain --idle' | 'auto-shutdown explain --grace' | 'auto-shutdown explain --max-age' | 'auto-shutdown explain --max-busy' | 'auto-shutdown history --since' | 'auto-shutdown schedule print --every' | 'auto-shutdown schedule print --name' | 'auto-shutdown schedule print --idle' | 'auto-shutdown schedule print --grace' | 'auto-shutdown schedule print --max-age' | 'auto-shutdown schedule print --max-busy' | 'auto-shutdown schedule print --max-stops' | 'auto-shutdown schedule print --concurrency' | 'auto-shutdown schedule print --run-limit' | 'auto-shutdown schedule install --every' | 'auto-shutdown schedule install --name' | 'auto-shutdown schedule install --idle' | 'auto-shutdown schedule install --grace' | 'auto-shutdown schedule install --max-age' | 'auto-shutdown schedule install --max-busy' | 'auto-shutdown schedule install --max-stops' | 'auto-shutdown schedule install --concurrency' | 'auto-shutdown schedule install --run-limit' | 'auto-shutdown schedule remove --name' | 'auto-shutdown settings set --idle' | 'auto-shutdown settings set --min' | 'auto-shutdown settings set --max' | 'efs mount-info --file-system' | 'efs mount-info --mount-point' | 'efs mount-info --access-point' | 'config set timeout 1' | 'sandbox serve --port' | 'sandbox advance 1') takes=text ;;
    'domain create --auth-mode') takes=words choices=('IAM' 'SSO') ;;
    'domain create --network' | 'domain update --network') takes=words choices=('public' 'vpc-only') ;;
    'domain create --subnets' | 'domain create --security-groups' | 'domain create --tag' | 'domain update --subnets' | 'domain update --security-groups' | 'domain update --tag' | 'profile create --security-groups' | 'profile create --tag' | 'profile update --security-groups' | 'profile update --tag' | 'space create --tag' | 'app start --tag' | 'image attach --args' | 'image attach --env' | 'lifecycle-config create --tag' | 'lcc create --tag' | 'auto-shutdown plan --exclude' | 'auto-shutdown plan --protect-tag' | 'auto-shutdown run --exclude' | 'auto-shutdown run --protect-tag' | 'auto-shutdown explain --exclude' | 'auto-shutdown explain --protect-tag' | 'auto-shutdown schedule print --exclude' | 'auto-shutdown schedule print --protect-tag' | 'auto-shutdown schedule install --exclude' | 'auto-shutdown schedule install --protect-tag') takes=text list=1 ;;
    'domain create --default-instance-type' | 'domain update --default-instance-type' | 'profile update --default-instance-type' | 'space create --instance-type' | 'space update --instance-type' | 'app start --instance-type' | 'app stop --instance-type' | 'quota --instance-type') takes=words choices=('system' 'ml.t3.micro' 'ml.t3.small' 'ml.t3.medium' 'ml.t3.large' 'ml.t3.xlarge' 'ml.t3.2xlarge' 'ml.m5.large' 'ml.m5.xlarge' 'ml.m5.2xlarge' 'ml.m5.4xlarge' 'ml.m5.8xlarge' 'ml.m5.12xlarge' 'ml.m5.16xlarge' 'ml.m5.24xlarge' 'ml.m5d.large' 'ml.m5d.xlarge' 'ml.m5d.2xlarge' 'ml.m5d.4xlarge' 'ml.m5d.8xlarge' 'ml.m5d.12xlarge' 'ml.m5d.16xlarge' 'ml.m5d.24xlarge' 'ml.c5.large' 'ml.c5.xlarge' 'ml.c5.2xlarge' 'ml.c5.4xlarge' 'ml.c5.9xlarge' 'ml.c5.12xlarge' 'ml.c5.18xlarge' 'ml.c5.24xlarge' 'ml.p3.2xlarge' 'ml.p3.8xlarge' 'ml.p3.16xlarge' 'ml.p3dn.24xlarge' 'ml.g4dn.xlarge' 'ml.g4dn.2xlarge' 'ml.g4dn.4xlarge' 'ml.g4dn.8xlarge' 'ml.g4dn.12xlarge' 'ml.g4dn.16xlarge' 'ml.r5.large' 'ml.r5.xlarge' 'ml.r5.2xlarge' 'ml.r5.4xlarge' 'ml.r5.8xlarge' 'ml.r5.12xlarge' 'ml.r5.16xlarge' 'ml.r5.24xlarge' 'ml.g5.xlarge' 'ml.g5.2xlarge' 'ml.g5.4xlarge' 'ml.g5.8xlarge' 'ml.g5.16xlarge' 'ml.g5.12xlarge' 'ml.g5.24xlarge' 'ml.g5.48xlarge' 'ml.g6.xlarge' 'ml.g6.2xlarge' 'ml.g6.4xlarge' 'ml.g6.8xlarge' 'ml.g6.12xlarge' 'ml.g6.16xlarge' 'ml.g6.24xlarge' 'ml.g6.48xlarge' 'ml.g6e.xlarge' 'ml.g6e.2xlarge' 'ml.g6e.4xlarge' 'ml.g6e.8xlarge' 'ml.g6e.12xlarge' 'ml.g6e.16xlarge' 'ml.g6e.24xlarge' 'ml.g6e.48xlarge' 'ml.geospatial.interactive' 'ml.p4d.24xlarge' 'ml.p4de.24xlarge' 'ml.trn1.2xlarge' 'ml.trn1.32xlarge' 'ml.trn1n.32xlarge' 'ml.p5.48xlarge' 'ml.p5en.48xlarge' 'ml.p6-b200.48xlarge' 'ml.m6i.large' 'ml.m6i.xlarge' 'ml.m6i.2xlarge' 'ml.m6i.4xlarge' 'ml.m6i.8xlarge' 'ml.m6i.12xlarge' 'ml.m6i.16xlarge' 'ml.m6i.24xlarge' 'ml.m6i.32xlarge' 'ml.m7i.large' 'ml.m7i.xlarge' 'ml.m7i.2xlarge' 'ml.m7i.4xlarge' 'ml.m7i.8xlarge' 'ml.m7i.12xlarge' 'ml.m7i.16xlarge' 'ml.m7i.24xlarge' 'ml.m7i.48xlarge' 'ml.c6i.large' 'ml.c6i.xlarge' 'ml.c6i.2xlarge' 'ml.c6i.4xlarge' 'ml.c6i.8xlarge' 'ml.c6i.12xlarge' 'ml.c6i.16xlarge' 'ml.c6i.24xlarge' 'ml.c6i.32xlarge' 'ml.c7i.large' 'ml.c7i.xlarge' 'ml.c7i.2xlarge' 'ml.c7i.4xlarge' 'ml.c7i.8xlarge' 'ml.c7i.12xlarge' 'ml.c7i.16xlarge' 'ml.c7i.24xlarge' 'ml.c7i.48xlarge' 'ml.r6i.large' 'ml.r6i.xlarge' 'ml.r6i.2xlarge' 'ml.r6i.4xlarge' 'ml.r6i.8xlarge' 'ml.r6i.12xlarge' 'ml.r6i.16xlarge' 'ml.r6i.24xlarge' 'ml.r6i.32xlarge' 'ml.r7i.large' 'ml.r7i.xlarge' 'ml.r7i.2xlarge' 'ml.r7i.4xlarge' 'ml.r7i.8xlarge' 'ml.r7i.12xlarge' 'ml.r7i.16xlarge' 'ml.r7i.24xlarge' 'ml.r7i.48xlarge' 'ml.m6id.large' 'ml.m6id.xlarge' 'ml.m6id.2xlarge' 'ml.m6id.4xlarge' 'ml.m6id.8xlarge' 'ml.m6id.12xlarge' 'ml.m6id.16xlarge' 'ml.m6id.24xlarge' 'ml.m6id.32xlarge' 'ml.c6id.large' 'ml.c6id.xlarge' 'ml.c6id.2xlarge' 'ml.c6id.4xlarge' 'ml.c6id.8xlarge' 'ml.c6id.12xlarge' 'ml.c6id.16xlarge' 'ml.c6id.24xlarge' 'ml.c6id.32xlarge' 'ml.r6id.large' 'ml.r6id.xlarge' 'ml.r6id.2xlarge' 'ml.r6id.4xlarge' 'ml.r6id.8xlarge' 'ml.r6id.12xlarge' 'ml.r6id.16xlarge' 'ml.r6id.24xlarge' 'ml.r6id.32xlarge' 'ml.p5.4xlarge' 'ml.g7.2xlarge' 'ml.g7.4xlarge' 'ml.g7.8xlarge' 'ml.g7.12xlarge' 'ml.g7.24xlarge' 'ml.g7.48xlarge' 'ml.g7e.2xlarge' 'ml.g7e.4xlarge' 'ml.g7e.8xlarge' 'ml.g7e.12xlarge' 'ml.g7e.24xlarge' 'ml.g7e.48xlarge') ;;
    'domain open --user' | 'profile describe 1' | 'profile update 1' | 'profile open 1' | 'profile delete 1' | 'space create --owner' | 'app list --user' | 'app start --user' | 'app stop --user' | 'image attach --user' | 'image detach --user' | 'lifecycle-config attach --user' | 'lcc attach --user' | 'lifecycle-config detach --user' | 'lcc detach --user' | 'auto-shutdown settings get --user' | 'auto-shutdown settings set --user' | 'efs mount-info --user' | 'quota --user') takes=user ;;
    'domain open --landing' | 'profile open --landing' | 'space open --landing') takes=words choices=('studio' 'jupyterlab' 'jupyterserver' 'codeeditor') ;;
    'domain delete --efs') takes=words choices=('retain' 'delete') ;;
    'profile create --file' | 'lifecycle-config create --file' | 'lcc create --file' | 'auto-shutdown plan --policy' | 'auto-shutdown plan --report' | 'auto-shutdown run --policy' | 'auto-shutdown run --report' | 'auto-shutdown explain --policy' | 'auto-shutdown history --report' | 'auto-shutdown schedule print --log' | 'auto-shutdown schedule print --policy' | 'auto-shutdown schedule print --report' | 'auto-shutdown schedule install --log' | 'auto-shutdown schedule install --policy' | 'auto-shutdown schedule install --report' | 'sandbox seed 1') takes=file ;;
    'space describe 1' | 'space update 1' | 'space delete 1' | 'space open 1' | 'app list --space' | 'app start --space' | 'app stop --space' | 'image attach --space' | 'image detach --space' | 'lifecycle-config attach --space' | 'lcc attach --space' | 'lifecycle-config detach --space' | 'lcc detach --space' | 'auto-shutdown settings get --space' | 'auto-shutdown settings set --space' | 'quota --space') takes=space ;;
    'space create --app-type' | 'auto-shutdown settings set --type') takes=words choices=('JupyterLab' 'CodeEditor') ;;
    'space create --sharing') takes=words choices=('private' 'shared') ;;
    'space create --image' | 'space update --image' | 'app start --image' | 'image describe 1' | 'image attach 1' | 'image detach 1' | 'image delete 1') takes=image ;;
    'app list --type' | 'app stop --type' | 'auto-shutdown plan --type' | 'auto-shutdown run --type' | 'auto-shutdown schedule print --type' | 'auto-shutdown schedule install --type' | 'quota --type') takes=words list=1 choices=('JupyterServer' 'KernelGateway' 'DetailedProfiler' 'TensorBoard' 'CodeEditor' 'JupyterLab' 'RStudioServerPro' 'RSessionGateway' 'Canvas') ;;
    'app list --status') takes=words list=1 choices=('Deleted' 'Deleting' 'Failed' 'InService' 'Pending') ;;
    'app list --watch') takes=text bare=1 ;;
    'app describe 1' | 'app stop +' | 'app keep +' | 'app why 1' | 'app logs 1' | 'auto-shutdown explain 1') takes=app ;;
    'app start --type') takes=words choices=('JupyterServer' 'KernelGateway' 'DetailedProfiler' 'TensorBoard' 'CodeEditor' 'JupyterLab' 'RStudioServerPro' 'RSessionGateway' 'Canvas') ;;
    'app start --lifecycle-config') takes=lifecycle-config-arn ;;
    'image attach --app-type' | 'image detach --app-type') takes=words choices=('KernelGateway' 'JupyterLab' 'CodeEditor') ;;
    'lifecycle-config describe 1' | 'lcc describe 1' | 'lifecycle-config attach 1' | 'lcc attach 1' | 'lifecycle-config detach 1' | 'lcc detach 1' | 'lifecycle-config delete 1' | 'lcc delete 1') takes=lifecycle-config ;;
    'lifecycle-config create --app-type' | 'lcc create --app-type') takes=words choices=('JupyterServer' 'KernelGateway' 'JupyterLab' 'CodeEditor') ;;
    'auto-shutdown plan --user' | 'auto-shutdown run --user' | 'auto-shutdown history --user' | 'auto-shutdown schedule print --user' | 'auto-shutdown schedule install --user') takes=user list=1 ;;
    'auto-shutdown plan --space' | 'auto-shutdown run --space' | 'auto-shutdown history --space' | 'auto-shutdown schedule print --space' | 'auto-shutdown schedule install --space') takes=space list=1 ;;
    'auto-shutdown schedule print --kind' | 'auto-shutdown schedule install --kind' | 'auto-shutdown schedule list --kind' | 'auto-shutdown schedule remove --kind') takes=words choices=('cron' 'systemd') ;;
    'efs mount-info --client') takes=words choices=('efs-utils' 'nfs') ;;
    'cost --by') takes=words choices=('user' 'domain' 'instance-type') ;;
    'config get 1') takes=words choices=('domain' 'profile' 'region' 'output' 'color' 'timeout') ;;
    'config set profile 1') takes=aws-profile ;;
    'config set region 1') takes=words choices=('af-south-1' 'ap-east-1' 'ap-east-2' 'ap-northeast-1' 'ap-northeast-2' 'ap-northeast-3' 'ap-south-1' 'ap-south-2' 'ap-southeast-1' 'ap-southeast-2' 'ap-southeast-3' 'ap-southeast-4' 'ap-southeast-5' 'ap-southeast-6' 'ap-southeast-7' 'ca-central-1' 'ca-west-1' 'eu-central-1' 'eu-central-2' 'eu-north-1' 'eu-south-1' 'eu-south-2' 'eu-west-1' 'eu-west-2' 'eu-west-3' 'il-central-1' 'me-central-1' 'me-south-1' 'mx-central-1' 'sa-east-1' 'us-east-1' 'us-east-2' 'us-west-1' 'us-west-2' 'cn-north-1' 'cn-northwest-1' 'us-gov-east-1' 'us-gov-west-1' 'us-iso-east-1' 'us-isob-east-1' 'us-isof-east-1' 'us-isof-south-1' 'eusc-de-east-1') ;;
    'config set output 1') takes=words choices=('table' 'wide' 'json' 'jsonl' 'yaml' 'tsv' 'name') ;;
    'config set color 1') takes=words choices=('auto' 'always' 'never') ;;
    'completion 1') takes=words choices=('bash' 'zsh' 'fish' 'powershell') ;;
    'sandbox serve --classic') takes=words choices=('open' 'closed') ;;
    *' --profile') takes=aws-profile ;;
    *' --region') takes=words list=1 choices=('af-south-1' 'ap-east-1' 'ap-east-2' 'ap-northeast-1' 'ap-northeast-2' 'ap-northeast-3' 'ap-south-1' 'ap-south-2' 'ap-southeast-1' 'ap-southeast-2' 'ap-southeast-3' 'ap-southeast-4' 'ap-southeast-5' 'ap-southeast-6' 'ap-southeast-7' 'ca-central-1' 'ca-west-1' 'eu-central-1' 'eu-central-2' 'eu-north-1' 'eu-south-1' 'eu-south-2' 'eu-west-1' 'eu-west-2' 'eu-west-3' 'il-central-1' 'me-central-1' 'me-south-1' 'mx-central-1' 'sa-east-1' 'us-east-1' 'us-east-2' 'us-west-1' 'us-west-2' 'cn-north-1' 'cn-northwest-1' 'us-gov-east-1' 'us-gov-west-1' 'us-iso-east-1' 'us-isob-east-1' 'us-isof-east-1' 'us-isof-south-1' 'eusc-de-east-1') ;;
    *' --endpoint-url' | *' --query' | *' --timeout') takes=text ;;
    *' --domain' | *' -d') takes=domain ;;
    *' --output' | *' -o') takes=words choices=('table' 'wide' 'json' 'jsonl' 'yaml' 'tsv' 'name') ;;
    *' --color') takes=words choices=('auto' 'always' 'never') ;;
  esac
}

# The words before the cursor: readline has split some at characters such as : and =.
_studioctl_line() {
  local rest=${COMP_LINE:0:COMP_POINT} word i
  words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $i -eq 0 || $rest == [[:space:]]* ]]; then
      rest=${rest#"${rest%%[![:space:]]*}"}
      words+=("")
    fi
    [[ $rest == "$word"* ]] || word=$rest
    words[${#words[@]} - 1]+=$word
    rest=${rest#"$word"}
  done
}

_studioctl_reply() {
  [[ $1 != "$cur"* ]] || COMPREPLY+=("$1")
}

_studioctl_is_verb() {
  local entry
  for entry in "${verbs[@]}"; do [[ ${entry%%:*} != "$1" ]] || return 0; done
  return 1
}

# Flags that are not given yet, and those that may be repeated.
_studioctl_flags() {
  local entry names name
  for entry in "${flags[@]}" "${_studioctl_globals[@]}"; do
    names=${entry%%:*}
    if [[ $names != +* ]]; then
      for name in ${names//,/ }; do [[ $given != *" $name "* ]] || continue 2; done
    fi
    names=${names#+}
    for name in ${names//,/ }; do _studioctl_reply "$name"; done
  done
}

# What the current word may be, after a beginning that stays.
_studioctl_offer() {
  local head=$1 word
  [[ -z $list || ${cur#"$head"} != *,* ]] || head=${cur%,*},
  case $takes in
    '' | text) ;;
    words)
      for word in "${choices[@]}"; do
        [[ -n $list && ",${head##*=}" == *",$word,"* ]] || _studioctl_reply "$head$word"
      done
      ;;
    file) compopt -o default 2>/dev/null ;;
    *)
      while IFS= read -r word; do
        COMPREPLY+=("$head$word")
      done < <(studioctl __complete "$takes" bash "$head" "${words[@]:1}" 2>/dev/null)
      ;;
  esac
}

# Readline replaces only what follows the last of its break characters.
_studioctl_trim() {
  local i at
  [[ $cur != [\'\"]* ]] || return 0
  for ((at = ${#cur}; at > 0; at--)); do
    [[ ${cur:at-1:1} != [:=@] || $COMP_WORDBREAKS != *"${cur:at-1:1}"* ]] || break
  done
  for i in "${!COMPREPLY[@]}"; do COMPREPLY[i]=${COMPREPLY[i]:at}; done
}

_studioctl() {
  local words cur word i at= flag= ended= given=' ' place=1
  local verbs flags takes list bare choices
  COMPREPLY=()
  _studioctl_line
  cur=${words[${#words[@]} - 1]}
  for ((i = 1; i < ${#words[@]} - 1; i++)); do
    word=${words[i]}
    if [[ -n $flag ]]; then
      flag=
      [[ -n $bare && $word == -* ]] || continue
    fi
    if [[ -n $ended || $word != -?* ]]; then
      _studioctl_words "$at"
      if _studioctl_is_verb "$word"; then
        at=${at:+$at }$word
      else
        place=$((place + 1))
      fi
    elif [[ $word == -- ]]; then
      ended=1
    else
      given+="${word%%=*} "
      _studioctl_value "$at" "$word"
      [[ -z $takes ]] || flag=$word
    fi
  done
  if [[ -n $flag && (-z $bare || $cur != -*) ]]; then
    _studioctl_offer ''
  elif [[ -z $ended && $cur == --*=* ]]; then
    _studioctl_value "$at" "${cur%%=*}"
    _studioctl_offer "${cur%%=*}="
  else
    _studioctl_words "$at"
    if [[ -z $ended && $cur == -* ]]; then
      _studioctl_flags
    else
      for word in "${verbs[@]}"; do _studioctl_reply "${word%%:*}"; done
      _studioctl_value "$at" "$place"
      [[ -n $takes ]] || _studioctl_value "$at" +
      _studioctl_offer ''
      [[ -n $cur$ended$takes || ${#verbs[@]} -gt 0 ]] || _studioctl_flags
    fi
  fi
  _studioctl_trim
}

complete -F _studioctl studioctl
