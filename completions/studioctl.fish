# fish completion for studioctl, made by "studioctl completion fish".
# To have it in this shell: studioctl completion fish | source

set -g __studioctl_globals '--profile:AWS profile, as in the AWS CLI (default: AWS_PROFILE, then the configuration)' '--region:AWS Region, as in the AWS CLI (default: AWS_REGION, then the configuration)' '--endpoint-url:send every call to this address' '--sandbox:use the embedded simulator: needs no AWS account and changes nothing real (or STUDIOCTL_SANDBOX=1)' '--domain,-d:the domain (default: STUDIOCTL_DOMAIN, the configuration, or the only domain of the Region)' '--output,-o:one of table, wide, json, jsonl, yaml, tsv, name' '--query:JMESPath over the JSON result, before formatting' '--yes,-y:answer every confirmation with yes, except those that require a name (--confirm)' '--no-input:never prompt' '--timeout:how long to wait for the end state' '--no-wait:do not wait for the end state' '--color:auto, always or never' '--quiet,-q:print fewer lines on stderr' '--debug:print every call with its time on stderr' '--help,-h:show help'

# Sets verbs and flags: the words that may follow a command.
function __studioctl_words --no-scope-shadowing
    set verbs
    set flags
    switch "$argv[1]"
        case ''
            set verbs 'domain:Studio domains' 'profile:User profiles of a domain' 'space:Spaces of a domain' 'app:List, start and stop apps' 'image:Attach custom images from ECR to Studio' 'lifecycle-config:Lifecycle configs: scripts that run when an app starts' 'lcc:Lifecycle configs: scripts that run when an app starts' 'auto-shutdown:Find idle apps and stop them' 'efs:The file system (EFS) with the home directories of a domain' 'terminal:Open a terminal in a running app, or run a command there' 'cp:Copy files and folders into a running app, or out of it' 'clone:Clone a git repository into the home directory of a running app' 'ssh:Log in to a space with the ssh of this machine' 'ssh-config:Spaces as hosts of ssh, for scp, rsync and editors' 'forward:Forward local ports to ports of a running space' 'code:Open a running space in a local editor, over ssh' 'cost:Show what running apps cost an hour, and what storage costs a month' 'quota:Show Studio quotas against what is running, and slots per user' 'doctor:Check this machine, the credentials and Studio' 'config:Defaults for flags, saved in a file' 'completion:Print the completion script of a shell' 'licenses:Print the licenses of the packages that studioctl contains' 'sandbox:The embedded simulator, to try everything without an AWS account' 'help:Show the help of a command, or of a topic'
            set flags '--version,-V:show the version'
        case 'domain'
            set verbs 'list:List the domains of the Region' 'describe:Show one domain' 'create:Create a domain' 'update:Change settings of a domain' 'open:Open Studio in the browser' 'delete:Delete a domain, and with --cascade everything in it'
        case 'domain create'
            set flags '--name:name of the domain' '--quick:do what Quick setup of the console does: default VPC, new execution role, first user' '--user:with --quick: name of the first user (default: default-TIME)' '--auth-mode:how users sign in' '--vpc:VPC of the domain' '--execution-role:role that the users\' apps run with' '--network:public: direct internet access (the service\'s default); vpc-only: through the VPC' '+--subnets:subnets of the VPC' '+--security-groups:security groups of the users\' apps; required for vpc-only' '--default-instance-type:default instance type of KernelGateway, JupyterLab and CodeEditor apps' '+--tag:tags of the domain' '--kms-key:key that encrypts the file system and the volumes (default: an AWS managed key)' '--sharing-bucket:where the output of shared notebooks is stored (default: output is not shared)' '--sharing-kms-key:key that encrypts it there' '--dry-run:check only, create nothing'
        case 'domain update'
            set flags '--execution-role:role that the users\' apps run with' '--network:public: direct internet access (the service\'s default); vpc-only: through the VPC' '+--subnets:subnets of its VPC; replaces the present list' '+--security-groups:security groups of the users\' apps; required for vpc-only' '--default-instance-type:default instance type of KernelGateway, JupyterLab and CodeEditor apps' '+--tag:tags to add or change; other tags stay'
        case 'domain open'
            set flags '--user:sign in as this user profile' '--print:print the address instead of opening it: anyone who has it is signed in' '--landing:page to open: studio, jupyterlab, jupyterserver, codeeditor' '--expires:how long the address is valid: 5s to 5m (default: 5m)' '--session:how long the session lasts: 30m to 12h (default: 12h)'
        case 'domain delete'
            set flags '--efs:retain keeps the file system with all home directories, delete deletes it permanently; there is no default, and a domain without a file system does not need it' '--cascade:also delete apps, spaces and user profiles that are in the way' '--dry-run:show the tree of what would be deleted, but delete nothing' '--confirm:confirm without a prompt by giving this name; --yes is not enough'
        case 'profile'
            set verbs 'list:List the user profiles of a domain' 'describe:Show one user profile, its home directory and the settings that apply to it' 'create:Create user profiles, one or a list' 'update:Change the settings of a user profile' 'open:Open Studio in the browser as one user' 'delete:Delete a user profile, and with --cascade its apps and spaces'
        case 'profile create'
            set flags '--execution-role:role of the user, or of users in the list without one (default: the role of the domain)' '+--security-groups:security groups of the user\'s apps, or of all users in the list, in addition to those of the domain' '+--tag:tags of the user, or of all users in the list' '--file:a list of users: .csv, .yaml or .json, or - for one on stdin' '--if-not-exists:leave users that exist as they are' '--dry-run:check only, create nothing'
        case 'profile update'
            set flags '--execution-role:role of the user\'s apps' '+--security-groups:security groups of the user\'s apps, in addition to those of the domain; replaces the present list' '--default-instance-type:default instance type of the user\'s KernelGateway, JupyterLab and CodeEditor apps' '+--tag:tags to add or change; other tags stay'
        case 'profile open'
            set flags '--print:print the address instead of opening it: anyone who has it is signed in' '--landing:page to open: studio, jupyterlab, jupyterserver, codeeditor' '--expires:how long the address is valid: 5s to 5m (default: 5m)' '--session:how long the session lasts: 30m to 12h (default: 12h)'
        case 'profile delete'
            set flags '--cascade:also delete apps, spaces and user profiles that are in the way' '--dry-run:show the tree of what would be deleted, but delete nothing' '--confirm:confirm without a prompt by giving this name; --yes is not enough'
        case 'space'
            set verbs 'list:List the spaces of a domain' 'describe:Show one space' 'create:Create a space' 'update:Change a space' 'delete:Delete a space, with its volume and the files on it' 'open:Open the app of a space in the browser' 'start:Start the app of a space' 'stop:Stop the app of a space' 'restart:Restart the app of a space'
        case 'space create'
            set flags '--owner:user profile that owns the space' '--app-type:JupyterLab or CodeEditor; it cannot be changed later' '--sharing:private, or shared with all users of the domain' '--instance-type:instance type of its app' '--volume-gb:size of the volume in GB: 5 to 16384; it can grow later, but not shrink' '--remote-access:whether people can connect with ssh and remote editors' '--idle:shut down its app after this long without activity: 60m to 365d' '--image:SageMaker image: a name in this account, any ARN, or none for the service\'s default' '--image-version:version of the image; latest uses the newest one at each start' '+--tag:tags of the space' '--dry-run:check only, create nothing'
        case 'space update'
            set flags '--instance-type:instance type of its app' '--volume-gb:size of the volume in GB: 5 to 16384; it can grow later, but not shrink' '--remote-access:whether people can connect with ssh and remote editors' '--idle:shut down its app after this long without activity: 60m to 365d' '--image:SageMaker image: a name in this account, any ARN, or none for the service\'s default' '--image-version:version of the image; latest uses the newest one at each start' '--display-name:the name that Studio shows' '--force:stop the app even if it is not idle, without asking; --yes covers only idle apps'
        case 'space delete'
            set flags '--cascade:stop its app first'
        case 'space open'
            set flags '--print:print the address instead of opening it: anyone who has it is signed in' '--landing:page to open: studio, jupyterlab, jupyterserver, codeeditor' '--expires:how long the address is valid: 5s to 5m (default: 5m)' '--session:how long the session lasts: 30m to 12h (default: 12h)'
        case 'space start'
            set flags '--instance-type:instance type (default: that of the last run)' '--image:SageMaker image: a name in this account, or any ARN (default: that of the last run)' '--image-version:version of the image (default: that of the last run, or with --image the latest)' '--lifecycle-config:lifecycle config to run at the start (default: that of the last run)' '+--or:instance types to try, in this order, if there is no capacity' '--dry-run:check only, start nothing'
        case 'space stop'
            set flags '--force:stop the app even if it is not idle, without asking; --yes covers only idle apps'
        case 'space restart'
            set flags '--instance-type:instance type (default: that of the last run)' '--image:SageMaker image: a name in this account, or any ARN (default: that of the last run)' '--image-version:version of the image (default: that of the last run, or with --image the latest)' '--lifecycle-config:lifecycle config to run at the start (default: that of the last run)' '+--or:instance types to try, in this order, if there is no capacity' '--force:stop the app even if it is not idle, without asking; --yes covers only idle apps' '--dry-run:check only, stop and start nothing'
        case 'app'
            set verbs 'list:List the apps of a domain' 'describe:Show one app' 'start:Start an app' 'stop:Stop apps' 'restart:Restart an app' 'keep:Keep apps from being stopped by auto-shutdown' 'why:Explain the state of an app and how to fix it' 'logs:Show the log of an app and of its lifecycle config'
        case 'app list'
            set flags '--user:only apps of this user profile' '--space:only apps of this space' '+--type:only apps of these types' '+--status:only apps with these statuses' '--all:include Deleted apps, which are listed for 24 hours' '--watch:stay and list again, until Ctrl-C (every 5s unless said)'
        case 'app start'
            set flags '--user:for this user profile' '--space:for this space; the app type is that of the space' '--type:app type: KernelGateway, JupyterServer, or the type of the space' '--name:name of the app (default: made from the image and the instance type)' '--instance-type:instance type (default: that of the user profile, of the domain, or ml.t3.medium)' '--image:SageMaker image: a name in this account, or any ARN' '--image-version:version of the image given, or with --space of the image of the space (default: the latest)' '--lifecycle-config:lifecycle config to run when the app starts' '--recovery:start in recovery mode' '+--tag:tags of the app' '--max-apps-per-instance:KernelGateway apps that may share an instance' '--skip-checks:skip the check of that limit and let the service decide' '--dry-run:check only, start nothing'
        case 'app stop'
            set flags '--user:only apps of this user profile' '--space:only apps of this space' '+--type:only apps of these types' '--instance-type:only apps on this instance type' '--all:all apps of the domain'
        case 'app restart'
            set flags '--instance-type:instance type (default: that of the last run)' '--image:SageMaker image: a name in this account, or any ARN (default: that of the last run)' '--image-version:version of the image (default: that of the last run, or with --image the latest)' '--lifecycle-config:lifecycle config to run at the start (default: that of the last run)' '+--or:instance types to try, in this order, if there is no capacity' '--force:stop the app even if it is not idle, without asking; --yes covers only idle apps' '--dry-run:check only, stop and start nothing'
        case 'app keep'
            set flags '--for:for this long, from now' '--until:until this time: 2026-11-30T18:00, in local time unless it has an offset' '--forever:until --clear removes it' '--clear:remove the tag: auto-shutdown may stop the app again'
        case 'app why'
            set flags '--state:where runs remember: folder, or dynamodb:TABLE[@REGION] for all machines that sweep (default: STUDIOCTL_STATE, then the configuration, then folder)' '--lines:number of lines to show of each log'
        case 'app logs'
            set flags '--follow,-f:keep showing new lines until Ctrl-C' '--lines:number of lines to show of each log stream' '--since:show all lines since then instead'
        case 'image'
            set verbs 'list:List the SageMaker images of the Region and where they are attached' 'describe:Show one image: its versions, where it is attached, and which apps run with it' 'attach:Make an image of a container and attach it, so that users can choose it' 'detach:Detach an image from a domain, a user profile or a space, or everywhere' 'delete:Delete an image with all its versions, and with --cascade its attachments'
        case 'image attach'
            set flags '--ecr:the container in ECR (default: the image as it is)' '--role:role that pulls the container; changes the role of an existing image (default for a new image: the execution role of the domain)' '--user:only for this user profile; without --user and --space, for the whole domain' '--space:only for this shared space of Studio Classic' '--app-type:app type that uses the image: KernelGateway (default), JupyterLab or CodeEditor' '--kernel:name of the kernel in the container, as `jupyter kernelspec list` prints it' '--kernel-display-name:name of the kernel that Studio shows (default: the name of the image)' '--mount-path:path of the home directory in the container (default: /home/sagemaker-user)' '--uid:user id that it runs as: 1000 with --gid 100, or 0 with --gid 0' '--gid:group id of that user' '--entrypoint:entrypoint of the container, for JupyterLab and CodeEditor' '+--args:arguments of the container, for JupyterLab and CodeEditor' '+--env:environment variables of the container, for JupyterLab and CodeEditor' '--config-name:name of the app image config (default: made of the image name and the app type)' '--version:use this version of the image; latest also follows newer versions' '--dry-run:show the difference, but change nothing'
        case 'image detach'
            set flags '--user:from this user profile' '--space:from this space' '--app-type:only from the list for this type of app' '--dry-run:show what would be detached, but change nothing'
        case 'image delete'
            set flags '--cascade:first detach it everywhere, and delete the app image configs that were made for it' '--dry-run:show what would be deleted, but delete nothing' '--confirm:confirm without a prompt by giving this name; --yes is not enough'
        case 'lifecycle-config' 'lcc'
            set verbs 'list:List lifecycle configs and where each is attached' 'describe:Show one lifecycle config with its script, and where it is attached' 'create:Create a lifecycle config from a script' 'attach:Attach a lifecycle config to a domain, a user or a space' 'detach:Detach a lifecycle config from a domain, a user or a space, or everywhere' 'delete:Delete a lifecycle config that is not in use'
        case 'lifecycle-config create' 'lcc create'
            set flags '--file:the script, which runs when an app starts, for 5 minutes at most; - is stdin' '--app-type:app type that it is for' '+--tag:a tag of the lifecycle config'
        case 'lifecycle-config attach' 'lcc attach'
            set flags '--user:to this user profile; without --user and --space, to the domain' '--space:to this space' '--default:also make it the default' '--dry-run:show the difference, but change nothing'
        case 'lifecycle-config detach' 'lcc detach'
            set flags '--user:only from this user profile' '--space:only from this space' '--dry-run:show the difference, but change nothing'
        case 'auto-shutdown'
            set verbs 'plan:Decide which apps are idle and say why, without changing anything' 'run:Stop idle apps after a confirmation' 'explain:Show why one app would be kept or stopped, and when' 'history:Show what runs stopped, when and why, and what it saved' 'schedule:Schedule auto-shutdown with cron or systemd' 'beacon:A script in each app that reports what is active there' 'settings:The service\'s own idle shutdown of JupyterLab and CodeEditor' 'state:The DynamoDB table in which sweeps of all machines remember'
        case 'auto-shutdown plan'
            set flags '--policy:read thresholds, protection and quiet hours from a YAML or JSON file; other flags override it' '--idle:stop apps without activity for this long' '--grace:keep apps that are younger than this' '--max-age:also stop apps whose activity has been unknown for this long; without it they are kept' '--keep-terminals,--no-keep-terminals:keep an app while a terminal is open; without it, the last activity of the terminal counts' '--stop-stuck:also stop apps whose kernel is starting, restarting, terminating or dead for longer than --idle' '--stop-remote:judge apps of spaces with remote access like others, although remote sessions cannot be seen; without it they are unknown' '--look-inside,--no-look-inside:look at the processes inside a JupyterLab space before it stops, and where an open terminal or remote access keeps it' '--max-busy:report a kernel as stuck if it is busy for this long without any message; with --stop-stuck its app stops only if a look inside or a trusted beacon shows no CPU and no GPU in use' '--trust-beacons:let an app stop if its beacon reports that nothing is active in it; without it a beacon can only keep an app' '--unified-studio:include domains of SageMaker Unified Studio; without it their apps are skipped' '+--exclude:keep apps whose DOMAIN/OWNER/TYPE/NAME matches' '+--protect-tag:keep apps with this tag; the tag studioctl:keep always protects' '+--type:only apps of these types' '+--user:only apps of these user profiles' '+--space:only apps of these spaces' '--all-domains:in every domain (default); --domain takes a list: D,…' '--all-regions:in every Region where the account uses Studio; --region takes a list: R,…' '+--accounts:in these accounts: their ids, or a list of accounts (YAML, JSON or CSV: id, name, regions, tags)' '--organization:in every active account of the organization' '+--ou:with --organization: in these organizational units and all below them (ou-…, or a path: Workloads/Research)' '--assume-role:the role to assume in each account, by its name' '--external-id:the external id that the role requires' '--kernels:also shut down idle kernels in apps that stay, and with --no-keep-terminals their image terminals; --max-stops does not count them' '--max-stops:stop at most N apps in one run (default: no limit)' '--state:where runs remember: folder, or dynamodb:TABLE[@REGION] for all machines that sweep (default: STUDIOCTL_STATE, then the configuration, then folder)' '--concurrency:calls in flight, over all accounts and Regions' '--report:also append the record of this run to a file, as NDJSON' '--run-limit:start nothing new after this long (default: 30m, or 6s for each app in the plan if that is more)' '--strict:exit 3 if an app is unknown, a permission is missing, or another run is active' '--exit-code:exit 6 if the plan contains idle apps' '--watch:repeat at this interval until Ctrl-C, which exits 0 between two sweeps and 130 during one'
        case 'auto-shutdown run'
            set flags '--policy:read thresholds, protection and quiet hours from a YAML or JSON file; other flags override it' '--idle:stop apps without activity for this long' '--grace:keep apps that are younger than this' '--max-age:also stop apps whose activity has been unknown for this long; without it they are kept' '--keep-terminals,--no-keep-terminals:keep an app while a terminal is open; without it, the last activity of the terminal counts' '--stop-stuck:also stop apps whose kernel is starting, restarting, terminating or dead for longer than --idle' '--stop-remote:judge apps of spaces with remote access like others, although remote sessions cannot be seen; without it they are unknown' '--look-inside,--no-look-inside:look at the processes inside a JupyterLab space before it stops, and where an open terminal or remote access keeps it' '--max-busy:report a kernel as stuck if it is busy for this long without any message; with --stop-stuck its app stops only if a look inside or a trusted beacon shows no CPU and no GPU in use' '--trust-beacons:let an app stop if its beacon reports that nothing is active in it; without it a beacon can only keep an app' '--unified-studio:include domains of SageMaker Unified Studio; without it their apps are skipped' '+--exclude:keep apps whose DOMAIN/OWNER/TYPE/NAME matches' '+--protect-tag:keep apps with this tag; the tag studioctl:keep always protects' '+--type:only apps of these types' '+--user:only apps of these user profiles' '+--space:only apps of these spaces' '--all-domains:in every domain (default); --domain takes a list: D,…' '--all-regions:in every Region where the account uses Studio; --region takes a list: R,…' '+--accounts:in these accounts: their ids, or a list of accounts (YAML, JSON or CSV: id, name, regions, tags)' '--organization:in every active account of the organization' '+--ou:with --organization: in these organizational units and all below them (ou-…, or a path: Workloads/Research)' '--assume-role:the role to assume in each account, by its name' '--external-id:the external id that the role requires' '--kernels:also shut down idle kernels in apps that stay, and with --no-keep-terminals their image terminals; --max-stops does not count them' '--max-stops:stop at most N apps in one run (default: no limit)' '--state:where runs remember: folder, or dynamodb:TABLE[@REGION] for all machines that sweep (default: STUDIOCTL_STATE, then the configuration, then folder)' '--concurrency:calls in flight, over all accounts and Regions' '--report:also append the record of this run to a file, as NDJSON' '--run-limit:start nothing new after this long (default: 30m, or 6s for each app in the plan if that is more)' '--strict:exit 3 if an app is unknown, a permission is missing, or another run is active' '--exit-code:exit 6 if the plan contains idle apps' '--watch:repeat at this interval until Ctrl-C, which exits 0 between two sweeps and 130 during one' '--dry-run:the same as plan'
        case 'auto-shutdown explain'
            set flags '--policy:read thresholds, protection and quiet hours from a YAML or JSON file; other flags override it' '--idle:stop apps without activity for this long' '--grace:keep apps that are younger than this' '--max-age:also stop apps whose activity has been unknown for this long; without it they are kept' '--keep-terminals,--no-keep-terminals:keep an app while a terminal is open; without it, the last activity of the terminal counts' '--stop-stuck:also stop apps whose kernel is starting, restarting, terminating or dead for longer than --idle' '--stop-remote:judge apps of spaces with remote access like others, although remote sessions cannot be seen; without it they are unknown' '--look-inside,--no-look-inside:look at the processes inside a JupyterLab space before it stops, and where an open terminal or remote access keeps it' '--max-busy:report a kernel as stuck if it is busy for this long without any message; with --stop-stuck its app stops only if a look inside or a trusted beacon shows no CPU and no GPU in use' '--trust-beacons:let an app stop if its beacon reports that nothing is active in it; without it a beacon can only keep an app' '--unified-studio:include domains of SageMaker Unified Studio; without it their apps are skipped' '+--exclude:keep apps whose DOMAIN/OWNER/TYPE/NAME matches' '+--protect-tag:keep apps with this tag; the tag studioctl:keep always protects' '--state:where runs remember: folder, or dynamodb:TABLE[@REGION] for all machines that sweep (default: STUDIOCTL_STATE, then the configuration, then folder)'
        case 'auto-shutdown history'
            set flags '--since:how far to look back' '+--user:only apps of these user profiles' '+--space:only apps of these spaces' '--report:read a file that --report of plan or run wrote, instead of the record that runs keep' '--state:where runs remember: folder, or dynamodb:TABLE[@REGION] for all machines that sweep (default: STUDIOCTL_STATE, then the configuration, then folder)' '+--accounts:in these accounts: their ids, or a list of accounts (YAML, JSON or CSV: id, name, regions, tags)' '--organization:in every active account of the organization' '+--ou:with --organization: in these organizational units and all below them (ou-…, or a path: Workloads/Research)' '--assume-role:the role to assume in each account, by its name' '--external-id:the external id that the role requires'
        case 'auto-shutdown schedule'
            set verbs 'print:Print what schedule install would write' 'install:Schedule auto-shutdown with cron or systemd' 'list:List schedules, when each last ran, and whether it worked' 'remove:Remove a schedule'
        case 'auto-shutdown schedule print'
            set flags '--every:interval between runs: a divisor of an hour or of a day, or 1d' '--kind:where to schedule: the crontab, or systemd timers of the user' '--name:name of the schedule' '--log:log file, renamed to FILE.1 at 1 MiB (default: auto-shutdown-NAME.log in the state folder)' '--policy:read thresholds, protection and quiet hours from a YAML or JSON file; other flags override it' '--idle:stop apps without activity for this long' '--grace:keep apps that are younger than this' '--max-age:also stop apps whose activity has been unknown for this long; without it they are kept' '--keep-terminals,--no-keep-terminals:keep an app while a terminal is open; without it, the last activity of the terminal counts' '--stop-stuck:also stop apps whose kernel is starting, restarting, terminating or dead for longer than --idle' '--stop-remote:judge apps of spaces with remote access like others, although remote sessions cannot be seen; without it they are unknown' '--look-inside,--no-look-inside:look at the processes inside a JupyterLab space before it stops, and where an open terminal or remote access keeps it' '--max-busy:report a kernel as stuck if it is busy for this long without any message; with --stop-stuck its app stops only if a look inside or a trusted beacon shows no CPU and no GPU in use' '--trust-beacons:let an app stop if its beacon reports that nothing is active in it; without it a beacon can only keep an app' '--unified-studio:include domains of SageMaker Unified Studio; without it their apps are skipped' '+--exclude:keep apps whose DOMAIN/OWNER/TYPE/NAME matches' '+--protect-tag:keep apps with this tag; the tag studioctl:keep always protects' '+--type:only apps of these types' '+--user:only apps of these user profiles' '+--space:only apps of these spaces' '--all-domains:in every domain (default); --domain takes a list: D,…' '--all-regions:in every Region where the account uses Studio; --region takes a list: R,…' '+--accounts:in these accounts: their ids, or a list of accounts (YAML, JSON or CSV: id, name, regions, tags)' '--organization:in every active account of the organization' '+--ou:with --organization: in these organizational units and all below them (ou-…, or a path: Workloads/Research)' '--assume-role:the role to assume in each account, by its name' '--external-id:the external id that the role requires' '--kernels:also shut down idle kernels in apps that stay, and with --no-keep-terminals their image terminals; --max-stops does not count them' '--max-stops:stop at most N apps in one run (default: no limit)' '--state:where runs remember: folder, or dynamodb:TABLE[@REGION] for all machines that sweep (default: STUDIOCTL_STATE, then the configuration, then folder)' '--concurrency:calls in flight, over all accounts and Regions' '--report:also append the record of this run to a file, as NDJSON' '--run-limit:start nothing new after this long (default: 30m, or 6s for each app in the plan if that is more)' '--strict:exit 3 if an app is unknown, a permission is missing, or another run is active' '--dry-run:plan only, stop nothing'
        case 'auto-shutdown schedule install'
            set flags '--every:interval between runs: a divisor of an hour or of a day, or 1d' '--kind:where to schedule: the crontab, or systemd timers of the user' '--name:name of the schedule' '--log:log file, renamed to FILE.1 at 1 MiB (default: auto-shutdown-NAME.log in the state folder)' '--policy:read thresholds, protection and quiet hours from a YAML or JSON file; other flags override it' '--idle:stop apps without activity for this long' '--grace:keep apps that are younger than this' '--max-age:also stop apps whose activity has been unknown for this long; without it they are kept' '--keep-terminals,--no-keep-terminals:keep an app while a terminal is open; without it, the last activity of the terminal counts' '--stop-stuck:also stop apps whose kernel is starting, restarting, terminating or dead for longer than --idle' '--stop-remote:judge apps of spaces with remote access like others, although remote sessions cannot be seen; without it they are unknown' '--look-inside,--no-look-inside:look at the processes inside a JupyterLab space before it stops, and where an open terminal or remote access keeps it' '--max-busy:report a kernel as stuck if it is busy for this long without any message; with --stop-stuck its app stops only if a look inside or a trusted beacon shows no CPU and no GPU in use' '--trust-beacons:let an app stop if its beacon reports that nothing is active in it; without it a beacon can only keep an app' '--unified-studio:include domains of SageMaker Unified Studio; without it their apps are skipped' '+--exclude:keep apps whose DOMAIN/OWNER/TYPE/NAME matches' '+--protect-tag:keep apps with this tag; the tag studioctl:keep always protects' '+--type:only apps of these types' '+--user:only apps of these user profiles' '+--space:only apps of these spaces' '--all-domains:in every domain (default); --domain takes a list: D,…' '--all-regions:in every Region where the account uses Studio; --region takes a list: R,…' '+--accounts:in these accounts: their ids, or a list of accounts (YAML, JSON or CSV: id, name, regions, tags)' '--organization:in every active account of the organization' '+--ou:with --organization: in these organizational units and all below them (ou-…, or a path: Workloads/Research)' '--assume-role:the role to assume in each account, by its name' '--external-id:the external id that the role requires' '--kernels:also shut down idle kernels in apps that stay, and with --no-keep-terminals their image terminals; --max-stops does not count them' '--max-stops:stop at most N apps in one run (default: no limit)' '--state:where runs remember: folder, or dynamodb:TABLE[@REGION] for all machines that sweep (default: STUDIOCTL_STATE, then the configuration, then folder)' '--concurrency:calls in flight, over all accounts and Regions' '--report:also append the record of this run to a file, as NDJSON' '--run-limit:start nothing new after this long (default: 30m, or 6s for each app in the plan if that is more)' '--strict:exit 3 if an app is unknown, a permission is missing, or another run is active' '--dry-run:plan only, stop nothing'
        case 'auto-shutdown schedule list'
            set flags '--kind:only schedules of this scheduler'
        case 'auto-shutdown schedule remove'
            set flags '--kind:where to schedule: the crontab, or systemd timers of the user' '--name:name of the schedule'
        case 'auto-shutdown beacon'
            set verbs 'print:Print the script that beacon install installs, or the IAM policy that it needs' 'install:Install a beacon as the built-in lifecycle config of a domain or a user' 'status:Show which running apps report through a beacon' 'remove:Remove the beacon from a domain or a user'
        case 'auto-shutdown beacon print'
            set flags '--user:for this user profile; without it, for the whole domain and its shared spaces' '+--type:for apps of these types' '--every:how often the beacon looks: whole minutes, 1m to 15m' '--touch-activity:also write the activity file of the service\'s own idle shutdown while something is active' '--policy:print the IAM statements instead'
        case 'auto-shutdown beacon install'
            set flags '--user:for this user profile; without it, for the whole domain and its shared spaces' '+--type:for apps of these types' '--every:how often the beacon looks: whole minutes, 1m to 15m' '--touch-activity:also write the activity file of the service\'s own idle shutdown while something is active' '--dry-run:show the difference, but change nothing'
        case 'auto-shutdown beacon status'
            set flags '--user:only apps in the spaces of this user profile' '+--type:for apps of these types'
        case 'auto-shutdown beacon remove'
            set flags '--user:for this user profile; without it, for the whole domain and its shared spaces' '+--type:for apps of these types' '--dry-run:show the difference, but change nothing'
        case 'auto-shutdown settings'
            set verbs 'get:Show the service\'s own idle shutdown of JupyterLab and CodeEditor, and where it is set' 'set:Set the service\'s own idle shutdown of JupyterLab or CodeEditor'
        case 'auto-shutdown settings get'
            set flags '--user:only apps of this user profile' '--space:only apps of this space'
        case 'auto-shutdown settings set'
            set flags '--type:JupyterLab or CodeEditor; KernelGateway has no idle shutdown settings' '--user:for this user profile; without --user and --space, for the whole domain' '--space:for this space; a space can only set its own time' '--idle:turn it on, and shut down after this long without activity: 60m to 365d' '--min:shortest time that a space can set' '--max:longest time that a space can set' '--disable:turn it off'
        case 'auto-shutdown state'
            set verbs 'create:Create the DynamoDB table in which sweeps of all machines remember' 'describe:Show the state table, the accounts and Regions in it, and the runs that hold a lease' 'migrate:Copy the state folder of this machine to the state table'
        case 'auto-shutdown state create'
            set flags '--state:the table: dynamodb:TABLE[@REGION] (default: STUDIOCTL_STATE, then the configuration)' '+--tag:tags of a new table' '--point-in-time-recovery:keep backups of the last 35 days, which cost extra' '--dry-run:check only, change nothing'
        case 'auto-shutdown state describe'
            set flags '--state:the table: dynamodb:TABLE[@REGION] (default: STUDIOCTL_STATE, then the configuration)'
        case 'auto-shutdown state migrate'
            set flags '--state:the table: dynamodb:TABLE[@REGION] (default: STUDIOCTL_STATE, then the configuration)' '--dry-run:count only, copy nothing'
        case 'efs'
            set verbs 'mount-info:Show how to mount the home directories of a domain' 'usage:Show the size of the home directories of a domain, and what it costs' 'orphans:List file systems of domains that no longer exist'
        case 'efs mount-info'
            set flags '--file-system:a file system that a deleted domain left, instead of the one of the domain' '--user:mount only the home directory of this user' '--client:mount client: efs-utils, which encrypts, or nfs, the plain client' '--mount-point:where to mount' '--iam:use IAM authorization with the identity of the client' '--access-point:mount through this access point' '--script:print only a shell script that installs the client and mounts; it can be run repeatedly'
        case 'efs orphans'
            set flags '+--accounts:in these accounts: their ids, or a list of accounts (YAML, JSON or CSV: id, name, regions, tags)' '--organization:in every active account of the organization' '+--ou:with --organization: in these organizational units and all below them (ou-…, or a path: Workloads/Research)' '--assume-role:the role to assume in each account, by its name' '--external-id:the external id that the role requires'
        case 'terminal'
            set flags '--app:attach to the image terminal that is open in this KernelGateway app (Studio Classic)' '--via:how to connect: jupyter (IAM domains), ssh (remote access on), or auto: jupyter if it works, else ssh' '--start:start the app if it is stopped, and wait until it is InService'
        case 'cp'
            set flags '--recursive,-r:copy folders with everything below them' '--force:overwrite existing files' '--via:how to connect: jupyter (IAM domains), ssh (remote access on), or auto: jupyter if it works, else ssh' '--start:start the app if it is stopped, and wait until it is InService'
        case 'clone'
            set flags '--branch:branch or tag to check out (default: the default branch)' '--into:folder, relative to the home directory (default: the name of the repository)' '--via:how to connect: jupyter (IAM domains), ssh (remote access on), or auto: jupyter if it works, else ssh' '--start:start the app if it is stopped, and wait until it is InService'
        case 'ssh'
            set flags '--start:start the app if it is stopped, and wait until it is InService'
        case 'ssh-config'
            set verbs 'print:Print the host entries that ssh-config install would write' 'install:Add spaces to the configuration of ssh as hosts studio-SPACE' 'remove:Remove host entries that ssh-config install wrote'
        case 'forward'
            set flags '--start:start the app if it is stopped, and wait until it is InService'
        case 'code'
            set flags '--start:start the app if it is stopped, and wait until it is InService' '--editor:code, cursor or kiro (default: the first that is on PATH)'
        case 'cost'
            set flags '+--accounts:in these accounts: their ids, or a list of accounts (YAML, JSON or CSV: id, name, regions, tags)' '--organization:in every active account of the organization' '+--ou:with --organization: in these organizational units and all below them (ou-…, or a path: Workloads/Research)' '--assume-role:the role to assume in each account, by its name' '--external-id:the external id that the role requires' '--by:what each row of the table stands for'
        case 'quota'
            set flags '--all:include quotas that are not in use' '+--type:only quotas of apps of these types' '--instance-type:only quotas of this instance type' '--user:only apps of this user profile' '--space:only apps of this space' '+--accounts:in these accounts: their ids, or a list of accounts (YAML, JSON or CSV: id, name, regions, tags)' '--organization:in every active account of the organization' '+--ou:with --organization: in these organizational units and all below them (ou-…, or a path: Workloads/Research)' '--assume-role:the role to assume in each account, by its name' '--external-id:the external id that the role requires'
        case 'config'
            set verbs 'get:Show the value of one setting' 'set:Save a default for a flag' 'list:List the settings and where each comes from' 'path:Show where the configuration is stored'
        case 'config set'
            set verbs 'domain:the domain (default: STUDIOCTL_DOMAIN, the configuration, or the only domain of the Region)' 'profile:AWS profile, as in the AWS CLI (default: AWS_PROFILE, then the configuration)' 'region:AWS Region, as in the AWS CLI (default: AWS_REGION, then the configuration)' 'state:where runs remember: folder, or dynamodb:TABLE[@REGION] for all machines that sweep (default: STUDIOCTL_STATE, then the configuration, then folder)' 'output:one of table, wide, json, jsonl, yaml, tsv, name' 'color:auto, always or never' 'timeout:how long to wait for the end state' 'lookInside:whether auto-shutdown run looks inside containers'
        case 'sandbox'
            set verbs 'serve:Serve the sandbox on loopback for any AWS client, until Ctrl-C' 'status:Show what the sandbox holds, its clock and its settings' 'advance:Move the sandbox\'s clock forward' 'seed:Replace the contents of the sandbox with those of a file' 'reset:Reset the sandbox to its built-in story'
        case 'sandbox serve'
            set flags '--port:port on 127.0.0.1; 0 uses any free port' '--classic:whether the account can still start Studio Classic apps' '--shells:give terminals, files and ssh sessions with shells of this machine; requests must be signed'
        case 'help'
            set verbs 'references:How apps are named on the command line' 'output:Tables for people, documents for scripts' 'exit-codes:What scripts can tell by the exit code' 'environment:Environment variables and files' 'durations:How times are written' 'policies:Files of rules for auto-shutdown' 'stability:What scripts can rely on' 'flags:Flags that every command takes, before or after its name' 'domain:Studio domains' 'profile:User profiles of a domain' 'space:Spaces of a domain' 'app:List, start and stop apps' 'image:Attach custom images from ECR to Studio' 'lifecycle-config:Lifecycle configs: scripts that run when an app starts' 'lcc:Lifecycle configs: scripts that run when an app starts' 'auto-shutdown:Find idle apps and stop them' 'efs:The file system (EFS) with the home directories of a domain' 'terminal:Open a terminal in a running app, or run a command there' 'cp:Copy files and folders into a running app, or out of it' 'clone:Clone a git repository into the home directory of a running app' 'ssh:Log in to a space with the ssh of this machine' 'ssh-config:Spaces as hosts of ssh, for scp, rsync and editors' 'forward:Forward local ports to ports of a running space' 'code:Open a running space in a local editor, over ssh' 'cost:Show what running apps cost an hour, and what storage costs a month' 'quota:Show Studio quotas against what is running, and slots per user' 'doctor:Check this machine, the credentials and Studio' 'config:Defaults for flags, saved in a file' 'completion:Print the completion script of a shell' 'licenses:Print the licenses of the packages that studioctl contains' 'sandbox:The embedded simulator, to try everything without an AWS account'
        case 'help domain'
            set verbs 'list:List the domains of the Region' 'describe:Show one domain' 'create:Create a domain' 'update:Change settings of a domain' 'open:Open Studio in the browser' 'delete:Delete a domain, and with --cascade everything in it'
        case 'help profile'
            set verbs 'list:List the user profiles of a domain' 'describe:Show one user profile, its home directory and the settings that apply to it' 'create:Create user profiles, one or a list' 'update:Change the settings of a user profile' 'open:Open Studio in the browser as one user' 'delete:Delete a user profile, and with --cascade its apps and spaces'
        case 'help space'
            set verbs 'list:List the spaces of a domain' 'describe:Show one space' 'create:Create a space' 'update:Change a space' 'delete:Delete a space, with its volume and the files on it' 'open:Open the app of a space in the browser' 'start:Start the app of a space' 'stop:Stop the app of a space' 'restart:Restart the app of a space'
        case 'help app'
            set verbs 'list:List the apps of a domain' 'describe:Show one app' 'start:Start an app' 'stop:Stop apps' 'restart:Restart an app' 'keep:Keep apps from being stopped by auto-shutdown' 'why:Explain the state of an app and how to fix it' 'logs:Show the log of an app and of its lifecycle config'
        case 'help image'
            set verbs 'list:List the SageMaker images of the Region and where they are attached' 'describe:Show one image: its versions, where it is attached, and which apps run with it' 'attach:Make an image of a container and attach it, so that users can choose it' 'detach:Detach an image from a domain, a user profile or a space, or everywhere' 'delete:Delete an image with all its versions, and with --cascade its attachments'
        case 'help lifecycle-config' 'help lcc'
            set verbs 'list:List lifecycle configs and where each is attached' 'describe:Show one lifecycle config with its script, and where it is attached' 'create:Create a lifecycle config from a script' 'attach:Attach a lifecycle config to a domain, a user or a space' 'detach:Detach a lifecycle config from a domain, a user or a space, or everywhere' 'delete:Delete a lifecycle config that is not in use'
        case 'help auto-shutdown'
            set verbs 'plan:Decide which apps are idle and say why, without changing anything' 'run:Stop idle apps after a confirmation' 'explain:Show why one app would be kept or stopped, and when' 'history:Show what runs stopped, when and why, and what it saved' 'schedule:Schedule auto-shutdown with cron or systemd' 'beacon:A script in each app that reports what is active there' 'settings:The service\'s own idle shutdown of JupyterLab and CodeEditor' 'state:The DynamoDB table in which sweeps of all machines remember'
        case 'help auto-shutdown schedule'
            set verbs 'print:Print what schedule install would write' 'install:Schedule auto-shutdown with cron or systemd' 'list:List schedules, when each last ran, and whether it worked' 'remove:Remove a schedule'
        case 'help auto-shutdown beacon'
            set verbs 'print:Print the script that beacon install installs, or the IAM policy that it needs' 'install:Install a beacon as the built-in lifecycle config of a domain or a user' 'status:Show which running apps report through a beacon' 'remove:Remove the beacon from a domain or a user'
        case 'help auto-shutdown settings'
            set verbs 'get:Show the service\'s own idle shutdown of JupyterLab and CodeEditor, and where it is set' 'set:Set the service\'s own idle shutdown of JupyterLab or CodeEditor'
        case 'help auto-shutdown state'
            set verbs 'create:Create the DynamoDB table in which sweeps of all machines remember' 'describe:Show the state table, the accounts and Regions in it, and the runs that hold a lease' 'migrate:Copy the state folder of this machine to the state table'
        case 'help efs'
            set verbs 'mount-info:Show how to mount the home directories of a domain' 'usage:Show the size of the home directories of a domain, and what it costs' 'orphans:List file systems of domains that no longer exist'
        case 'help ssh-config'
            set verbs 'print:Print the host entries that ssh-config install would write' 'install:Add spaces to the configuration of ssh as hosts studio-SPACE' 'remove:Remove host entries that ssh-config install wrote'
        case 'help config'
            set verbs 'get:Show the value of one setting' 'set:Save a default for a flag' 'list:List the settings and where each comes from' 'path:Show where the configuration is stored'
        case 'help config set'
            set verbs 'domain:the domain (default: STUDIOCTL_DOMAIN, the configuration, or the only domain of the Region)' 'profile:AWS profile, as in the AWS CLI (default: AWS_PROFILE, then the configuration)' 'region:AWS Region, as in the AWS CLI (default: AWS_REGION, then the configuration)' 'state:where runs remember: folder, or dynamodb:TABLE[@REGION] for all machines that sweep (default: STUDIOCTL_STATE, then the configuration, then folder)' 'output:one of table, wide, json, jsonl, yaml, tsv, name' 'color:auto, always or never' 'timeout:how long to wait for the end state' 'lookInside:whether auto-shutdown run looks inside containers'
        case 'help sandbox'
            set verbs 'serve:Serve the sandbox on loopback for any AWS client, until Ctrl-C' 'status:Show what the sandbox holds, its clock and its settings' 'advance:Move the sandbox\'s clock forward' 'seed:Replace the contents of the sandbox with those of a file' 'reset:Reset the sandbox to its built-in story'
    end
end

# Sets takes, choices, list and bare: what completes the value of a flag, or an argument by its place.
function __studioctl_value --no-scope-shadowing
    set takes
    set list
    set bare
    set choices
    switch "$argv[1] $argv[2]"
        case 'domain describe 1' 'domain update 1' 'domain open 1' 'domain delete 1' 'config set domain 1'
            set takes domain
        case 'domain create --name' 'domain create --user' 'domain create --vpc' 'domain create --execution-role' 'domain create --kms-key' 'domain create --sharing-bucket' 'domain create --sharing-kms-key' 'domain update --execution-role' 'domain open --expires' 'domain open --session' 'domain delete --confirm' 'profile create --execution-role' 'profile create 1' 'profile update --execution-role' 'profile open --expires' 'profile open --session' 'profile delete --confirm' 'space create --volume-gb' 'space create --idle' 'space create --image-version' 'space create 1' 'space update --volume-gb' 'space update --idle' 'space update --image-version' 'space update --display-name' 'space open --expires' 'space open --session' 'space start --image-version' 'space restart --image-version' 'app start --name' 'app start --image-version' 'app start --max-apps-per-instance' 'app restart --image-version' 'app keep --for' 'app keep --until' 'app why --state' 'app why --lines' 'app logs --lines' 'app logs --since' 'image attach --ecr' 'image attach --role' 'image attach --kernel' 'image attach --kernel-display-name' 'image attach --mount-path' 'image attach --uid' 'image attach --gid' 'image attach --entrypoint' 'image attach --config-name' 'image attach --version' 'image delete --confirm' 'lifecycle-config create 1' 'lcc create 1' 'auto-shutdown plan --idle' 'auto-shutdown plan --grace' 'auto-shutdown plan --max-age' 'auto-shutdown plan --max-busy' 'auto-shutdown plan --assume-role' 'auto-shutdown plan --external-id' 'auto-shutdown plan --max-stops' 'auto-shutdown plan --state' 'auto-shutdown plan --concurrency' 'auto-shutdown plan --run-limit' 'auto-shutdown plan --watch' 'auto-shutdown run --idle' 'auto-shutdown run --grace' 'auto-shutdown run --max-age' 'auto-shutdown run --max-busy' 'auto-shutdown run --assume-role' 'auto-shutdown run --external-id' 'auto-shutdown run --max-stops' 'auto-shutdown run --state' 'auto-shutdown run --concurrency' 'auto-shutdown run --run-limit' 'auto-shutdown run --watch' 'auto-shutdown explain --idle' 'auto-shutdown explain --grace' 'auto-shutdown explain --max-age' 'auto-shutdown explain --max-busy' 'auto-shutdown explain --state' 'auto-shutdown history --since' 'auto-shutdown history --state' 'auto-shutdown history --assume-role' 'auto-shutdown history --external-id' 'auto-shutdown schedule print --every' 'auto-shutdown schedule print --name' 'auto-shutdown schedule print --idle' 'auto-shutdown schedule print --grace' 'auto-shutdown schedule print --max-age' 'auto-shutdown schedule print --max-busy' 'auto-shutdown schedule print --assume-role' 'auto-shutdown schedule print --external-id' 'auto-shutdown schedule print --max-stops' 'auto-shutdown schedule print --state' 'auto-shutdown schedule print --concurrency' 'auto-shutdown schedule print --run-limit' 'auto-shutdown schedule install --every' 'auto-shutdown schedule install --name' 'auto-shutdown schedule install --idle' 'auto-shutdown schedule install --grace' 'auto-shutdown schedule install --max-age' 'auto-shutdown schedule install --max-busy' 'auto-shutdown schedule install --assume-role' 'auto-shutdown schedule install --external-id' 'auto-shutdown schedule install --max-stops' 'auto-shutdown schedule install --state' 'auto-shutdown schedule install --concurrency' 'auto-shutdown schedule install --run-limit' 'auto-shutdown schedule remove --name' 'auto-shutdown beacon print --every' 'auto-shutdown beacon install --every' 'auto-shutdown settings set --idle' 'auto-shutdown settings set --min' 'auto-shutdown settings set --max' 'auto-shutdown state create --state' 'auto-shutdown state describe --state' 'auto-shutdown state migrate --state' 'efs mount-info --file-system' 'efs mount-info --mount-point' 'efs mount-info --access-point' 'efs orphans --assume-role' 'efs orphans --external-id' 'terminal +' 'clone --branch' 'clone --into' 'clone 1' 'ssh +' 'ssh-config remove +' 'forward +' 'code 2' 'cost --assume-role' 'cost --external-id' 'quota --assume-role' 'quota --external-id' 'config set state 1' 'config set timeout 1' 'sandbox serve --port' 'sandbox advance 1'
            set takes text
        case 'domain create --auth-mode'
            set takes words
            set choices 'IAM' 'SSO'
        case 'domain create --network' 'domain update --network'
            set takes words
            set choices 'public' 'vpc-only'
        case 'domain create --subnets' 'domain create --security-groups' 'domain create --tag' 'domain update --subnets' 'domain update --security-groups' 'domain update --tag' 'profile create --security-groups' 'profile create --tag' 'profile update --security-groups' 'profile update --tag' 'space create --tag' 'app start --tag' 'image attach --args' 'image attach --env' 'lifecycle-config create --tag' 'lcc create --tag' 'auto-shutdown plan --exclude' 'auto-shutdown plan --protect-tag' 'auto-shutdown plan --ou' 'auto-shutdown run --exclude' 'auto-shutdown run --protect-tag' 'auto-shutdown run --ou' 'auto-shutdown explain --exclude' 'auto-shutdown explain --protect-tag' 'auto-shutdown history --ou' 'auto-shutdown schedule print --exclude' 'auto-shutdown schedule print --protect-tag' 'auto-shutdown schedule print --ou' 'auto-shutdown schedule install --exclude' 'auto-shutdown schedule install --protect-tag' 'auto-shutdown schedule install --ou' 'auto-shutdown state create --tag' 'efs orphans --ou' 'cost --ou' 'quota --ou'
            set takes text
            set list yes
        case 'domain create --default-instance-type' 'domain update --default-instance-type' 'profile update --default-instance-type' 'space create --instance-type' 'space update --instance-type' 'space start --instance-type' 'space restart --instance-type' 'app start --instance-type' 'app stop --instance-type' 'app restart --instance-type' 'quota --instance-type'
            set takes words
            set choices 'system' 'ml.t3.micro' 'ml.t3.small' 'ml.t3.medium' 'ml.t3.large' 'ml.t3.xlarge' 'ml.t3.2xlarge' 'ml.m5.large' 'ml.m5.xlarge' 'ml.m5.2xlarge' 'ml.m5.4xlarge' 'ml.m5.8xlarge' 'ml.m5.12xlarge' 'ml.m5.16xlarge' 'ml.m5.24xlarge' 'ml.m5d.large' 'ml.m5d.xlarge' 'ml.m5d.2xlarge' 'ml.m5d.4xlarge' 'ml.m5d.8xlarge' 'ml.m5d.12xlarge' 'ml.m5d.16xlarge' 'ml.m5d.24xlarge' 'ml.c5.large' 'ml.c5.xlarge' 'ml.c5.2xlarge' 'ml.c5.4xlarge' 'ml.c5.9xlarge' 'ml.c5.12xlarge' 'ml.c5.18xlarge' 'ml.c5.24xlarge' 'ml.p3.2xlarge' 'ml.p3.8xlarge' 'ml.p3.16xlarge' 'ml.p3dn.24xlarge' 'ml.g4dn.xlarge' 'ml.g4dn.2xlarge' 'ml.g4dn.4xlarge' 'ml.g4dn.8xlarge' 'ml.g4dn.12xlarge' 'ml.g4dn.16xlarge' 'ml.r5.large' 'ml.r5.xlarge' 'ml.r5.2xlarge' 'ml.r5.4xlarge' 'ml.r5.8xlarge' 'ml.r5.12xlarge' 'ml.r5.16xlarge' 'ml.r5.24xlarge' 'ml.g5.xlarge' 'ml.g5.2xlarge' 'ml.g5.4xlarge' 'ml.g5.8xlarge' 'ml.g5.16xlarge' 'ml.g5.12xlarge' 'ml.g5.24xlarge' 'ml.g5.48xlarge' 'ml.g6.xlarge' 'ml.g6.2xlarge' 'ml.g6.4xlarge' 'ml.g6.8xlarge' 'ml.g6.12xlarge' 'ml.g6.16xlarge' 'ml.g6.24xlarge' 'ml.g6.48xlarge' 'ml.g6e.xlarge' 'ml.g6e.2xlarge' 'ml.g6e.4xlarge' 'ml.g6e.8xlarge' 'ml.g6e.12xlarge' 'ml.g6e.16xlarge' 'ml.g6e.24xlarge' 'ml.g6e.48xlarge' 'ml.geospatial.interactive' 'ml.p4d.24xlarge' 'ml.p4de.24xlarge' 'ml.trn1.2xlarge' 'ml.trn1.32xlarge' 'ml.trn1n.32xlarge' 'ml.p5.48xlarge' 'ml.p5en.48xlarge' 'ml.p6-b200.48xlarge' 'ml.m6i.large' 'ml.m6i.xlarge' 'ml.m6i.2xlarge' 'ml.m6i.4xlarge' 'ml.m6i.8xlarge' 'ml.m6i.12xlarge' 'ml.m6i.16xlarge' 'ml.m6i.24xlarge' 'ml.m6i.32xlarge' 'ml.m7i.large' 'ml.m7i.xlarge' 'ml.m7i.2xlarge' 'ml.m7i.4xlarge' 'ml.m7i.8xlarge' 'ml.m7i.12xlarge' 'ml.m7i.16xlarge' 'ml.m7i.24xlarge' 'ml.m7i.48xlarge' 'ml.c6i.large' 'ml.c6i.xlarge' 'ml.c6i.2xlarge' 'ml.c6i.4xlarge' 'ml.c6i.8xlarge' 'ml.c6i.12xlarge' 'ml.c6i.16xlarge' 'ml.c6i.24xlarge' 'ml.c6i.32xlarge' 'ml.c7i.large' 'ml.c7i.xlarge' 'ml.c7i.2xlarge' 'ml.c7i.4xlarge' 'ml.c7i.8xlarge' 'ml.c7i.12xlarge' 'ml.c7i.16xlarge' 'ml.c7i.24xlarge' 'ml.c7i.48xlarge' 'ml.r6i.large' 'ml.r6i.xlarge' 'ml.r6i.2xlarge' 'ml.r6i.4xlarge' 'ml.r6i.8xlarge' 'ml.r6i.12xlarge' 'ml.r6i.16xlarge' 'ml.r6i.24xlarge' 'ml.r6i.32xlarge' 'ml.r7i.large' 'ml.r7i.xlarge' 'ml.r7i.2xlarge' 'ml.r7i.4xlarge' 'ml.r7i.8xlarge' 'ml.r7i.12xlarge' 'ml.r7i.16xlarge' 'ml.r7i.24xlarge' 'ml.r7i.48xlarge' 'ml.m6id.large' 'ml.m6id.xlarge' 'ml.m6id.2xlarge' 'ml.m6id.4xlarge' 'ml.m6id.8xlarge' 'ml.m6id.12xlarge' 'ml.m6id.16xlarge' 'ml.m6id.24xlarge' 'ml.m6id.32xlarge' 'ml.c6id.large' 'ml.c6id.xlarge' 'ml.c6id.2xlarge' 'ml.c6id.4xlarge' 'ml.c6id.8xlarge' 'ml.c6id.12xlarge' 'ml.c6id.16xlarge' 'ml.c6id.24xlarge' 'ml.c6id.32xlarge' 'ml.r6id.large' 'ml.r6id.xlarge' 'ml.r6id.2xlarge' 'ml.r6id.4xlarge' 'ml.r6id.8xlarge' 'ml.r6id.12xlarge' 'ml.r6id.16xlarge' 'ml.r6id.24xlarge' 'ml.r6id.32xlarge' 'ml.p5.4xlarge' 'ml.g7.2xlarge' 'ml.g7.4xlarge' 'ml.g7.8xlarge' 'ml.g7.12xlarge' 'ml.g7.24xlarge' 'ml.g7.48xlarge' 'ml.g7e.2xlarge' 'ml.g7e.4xlarge' 'ml.g7e.8xlarge' 'ml.g7e.12xlarge' 'ml.g7e.24xlarge' 'ml.g7e.48xlarge'
        case 'domain open --user' 'profile describe 1' 'profile update 1' 'profile open 1' 'profile delete 1' 'space create --owner' 'app list --user' 'app start --user' 'app stop --user' 'image attach --user' 'image detach --user' 'lifecycle-config attach --user' 'lcc attach --user' 'lifecycle-config detach --user' 'lcc detach --user' 'auto-shutdown beacon print --user' 'auto-shutdown beacon install --user' 'auto-shutdown beacon status --user' 'auto-shutdown beacon remove --user' 'auto-shutdown settings get --user' 'auto-shutdown settings set --user' 'efs mount-info --user' 'quota --user'
            set takes user
        case 'domain open --landing' 'profile open --landing' 'space open --landing'
            set takes words
            set choices 'studio' 'jupyterlab' 'jupyterserver' 'codeeditor'
        case 'domain delete --efs'
            set takes words
            set choices 'retain' 'delete'
        case 'profile create --file' 'lifecycle-config create --file' 'lcc create --file' 'auto-shutdown plan --policy' 'auto-shutdown plan --report' 'auto-shutdown run --policy' 'auto-shutdown run --report' 'auto-shutdown explain --policy' 'auto-shutdown history --report' 'auto-shutdown schedule print --log' 'auto-shutdown schedule print --policy' 'auto-shutdown schedule print --report' 'auto-shutdown schedule install --log' 'auto-shutdown schedule install --policy' 'auto-shutdown schedule install --report' 'cp +' 'sandbox seed 1'
            set takes file
        case 'space describe 1' 'space update 1' 'space delete 1' 'space open 1' 'space start 1' 'space stop 1' 'space restart 1' 'app list --space' 'app start --space' 'app stop --space' 'image attach --space' 'image detach --space' 'lifecycle-config attach --space' 'lcc attach --space' 'lifecycle-config detach --space' 'lcc detach --space' 'auto-shutdown settings get --space' 'auto-shutdown settings set --space' 'quota --space'
            set takes space
        case 'space create --app-type' 'auto-shutdown settings set --type'
            set takes words
            set choices 'JupyterLab' 'CodeEditor'
        case 'space create --sharing'
            set takes words
            set choices 'private' 'shared'
        case 'space create --remote-access' 'space update --remote-access' 'config set lookInside 1'
            set takes words
            set choices 'on' 'off'
        case 'space create --image' 'space update --image' 'space start --image' 'space restart --image' 'app start --image' 'app restart --image' 'image describe 1' 'image attach 1' 'image detach 1' 'image delete 1'
            set takes image
        case 'space start --lifecycle-config' 'space restart --lifecycle-config' 'app start --lifecycle-config' 'app restart --lifecycle-config'
            set takes lifecycle-config-arn
        case 'space start --or' 'space restart --or' 'app restart --or'
            set takes words
            set list yes
            set choices 'system' 'ml.t3.micro' 'ml.t3.small' 'ml.t3.medium' 'ml.t3.large' 'ml.t3.xlarge' 'ml.t3.2xlarge' 'ml.m5.large' 'ml.m5.xlarge' 'ml.m5.2xlarge' 'ml.m5.4xlarge' 'ml.m5.8xlarge' 'ml.m5.12xlarge' 'ml.m5.16xlarge' 'ml.m5.24xlarge' 'ml.m5d.large' 'ml.m5d.xlarge' 'ml.m5d.2xlarge' 'ml.m5d.4xlarge' 'ml.m5d.8xlarge' 'ml.m5d.12xlarge' 'ml.m5d.16xlarge' 'ml.m5d.24xlarge' 'ml.c5.large' 'ml.c5.xlarge' 'ml.c5.2xlarge' 'ml.c5.4xlarge' 'ml.c5.9xlarge' 'ml.c5.12xlarge' 'ml.c5.18xlarge' 'ml.c5.24xlarge' 'ml.p3.2xlarge' 'ml.p3.8xlarge' 'ml.p3.16xlarge' 'ml.p3dn.24xlarge' 'ml.g4dn.xlarge' 'ml.g4dn.2xlarge' 'ml.g4dn.4xlarge' 'ml.g4dn.8xlarge' 'ml.g4dn.12xlarge' 'ml.g4dn.16xlarge' 'ml.r5.large' 'ml.r5.xlarge' 'ml.r5.2xlarge' 'ml.r5.4xlarge' 'ml.r5.8xlarge' 'ml.r5.12xlarge' 'ml.r5.16xlarge' 'ml.r5.24xlarge' 'ml.g5.xlarge' 'ml.g5.2xlarge' 'ml.g5.4xlarge' 'ml.g5.8xlarge' 'ml.g5.16xlarge' 'ml.g5.12xlarge' 'ml.g5.24xlarge' 'ml.g5.48xlarge' 'ml.g6.xlarge' 'ml.g6.2xlarge' 'ml.g6.4xlarge' 'ml.g6.8xlarge' 'ml.g6.12xlarge' 'ml.g6.16xlarge' 'ml.g6.24xlarge' 'ml.g6.48xlarge' 'ml.g6e.xlarge' 'ml.g6e.2xlarge' 'ml.g6e.4xlarge' 'ml.g6e.8xlarge' 'ml.g6e.12xlarge' 'ml.g6e.16xlarge' 'ml.g6e.24xlarge' 'ml.g6e.48xlarge' 'ml.geospatial.interactive' 'ml.p4d.24xlarge' 'ml.p4de.24xlarge' 'ml.trn1.2xlarge' 'ml.trn1.32xlarge' 'ml.trn1n.32xlarge' 'ml.p5.48xlarge' 'ml.p5en.48xlarge' 'ml.p6-b200.48xlarge' 'ml.m6i.large' 'ml.m6i.xlarge' 'ml.m6i.2xlarge' 'ml.m6i.4xlarge' 'ml.m6i.8xlarge' 'ml.m6i.12xlarge' 'ml.m6i.16xlarge' 'ml.m6i.24xlarge' 'ml.m6i.32xlarge' 'ml.m7i.large' 'ml.m7i.xlarge' 'ml.m7i.2xlarge' 'ml.m7i.4xlarge' 'ml.m7i.8xlarge' 'ml.m7i.12xlarge' 'ml.m7i.16xlarge' 'ml.m7i.24xlarge' 'ml.m7i.48xlarge' 'ml.c6i.large' 'ml.c6i.xlarge' 'ml.c6i.2xlarge' 'ml.c6i.4xlarge' 'ml.c6i.8xlarge' 'ml.c6i.12xlarge' 'ml.c6i.16xlarge' 'ml.c6i.24xlarge' 'ml.c6i.32xlarge' 'ml.c7i.large' 'ml.c7i.xlarge' 'ml.c7i.2xlarge' 'ml.c7i.4xlarge' 'ml.c7i.8xlarge' 'ml.c7i.12xlarge' 'ml.c7i.16xlarge' 'ml.c7i.24xlarge' 'ml.c7i.48xlarge' 'ml.r6i.large' 'ml.r6i.xlarge' 'ml.r6i.2xlarge' 'ml.r6i.4xlarge' 'ml.r6i.8xlarge' 'ml.r6i.12xlarge' 'ml.r6i.16xlarge' 'ml.r6i.24xlarge' 'ml.r6i.32xlarge' 'ml.r7i.large' 'ml.r7i.xlarge' 'ml.r7i.2xlarge' 'ml.r7i.4xlarge' 'ml.r7i.8xlarge' 'ml.r7i.12xlarge' 'ml.r7i.16xlarge' 'ml.r7i.24xlarge' 'ml.r7i.48xlarge' 'ml.m6id.large' 'ml.m6id.xlarge' 'ml.m6id.2xlarge' 'ml.m6id.4xlarge' 'ml.m6id.8xlarge' 'ml.m6id.12xlarge' 'ml.m6id.16xlarge' 'ml.m6id.24xlarge' 'ml.m6id.32xlarge' 'ml.c6id.large' 'ml.c6id.xlarge' 'ml.c6id.2xlarge' 'ml.c6id.4xlarge' 'ml.c6id.8xlarge' 'ml.c6id.12xlarge' 'ml.c6id.16xlarge' 'ml.c6id.24xlarge' 'ml.c6id.32xlarge' 'ml.r6id.large' 'ml.r6id.xlarge' 'ml.r6id.2xlarge' 'ml.r6id.4xlarge' 'ml.r6id.8xlarge' 'ml.r6id.12xlarge' 'ml.r6id.16xlarge' 'ml.r6id.24xlarge' 'ml.r6id.32xlarge' 'ml.p5.4xlarge' 'ml.g7.2xlarge' 'ml.g7.4xlarge' 'ml.g7.8xlarge' 'ml.g7.12xlarge' 'ml.g7.24xlarge' 'ml.g7.48xlarge' 'ml.g7e.2xlarge' 'ml.g7e.4xlarge' 'ml.g7e.8xlarge' 'ml.g7e.12xlarge' 'ml.g7e.24xlarge' 'ml.g7e.48xlarge'
        case 'app list --type' 'app stop --type' 'auto-shutdown plan --type' 'auto-shutdown run --type' 'auto-shutdown schedule print --type' 'auto-shutdown schedule install --type' 'quota --type'
            set takes words
            set list yes
            set choices 'JupyterServer' 'KernelGateway' 'DetailedProfiler' 'TensorBoard' 'CodeEditor' 'JupyterLab' 'RStudioServerPro' 'RSessionGateway' 'Canvas'
        case 'app list --status'
            set takes words
            set list yes
            set choices 'Deleted' 'Deleting' 'Failed' 'InService' 'Pending'
        case 'app list --watch'
            set takes text
            set bare yes
        case 'app describe 1' 'app stop +' 'app restart 1' 'app keep +' 'app why 1' 'app logs 1' 'auto-shutdown explain 1' 'terminal --app'
            set takes app
        case 'app start --type'
            set takes words
            set choices 'JupyterServer' 'KernelGateway' 'DetailedProfiler' 'TensorBoard' 'CodeEditor' 'JupyterLab' 'RStudioServerPro' 'RSessionGateway' 'Canvas'
        case 'image attach --app-type' 'image detach --app-type'
            set takes words
            set choices 'KernelGateway' 'JupyterLab' 'CodeEditor'
        case 'lifecycle-config describe 1' 'lcc describe 1' 'lifecycle-config attach 1' 'lcc attach 1' 'lifecycle-config detach 1' 'lcc detach 1' 'lifecycle-config delete 1' 'lcc delete 1'
            set takes lifecycle-config
        case 'lifecycle-config create --app-type' 'lcc create --app-type'
            set takes words
            set choices 'JupyterServer' 'KernelGateway' 'JupyterLab' 'CodeEditor'
        case 'auto-shutdown plan --user' 'auto-shutdown run --user' 'auto-shutdown history --user' 'auto-shutdown schedule print --user' 'auto-shutdown schedule install --user'
            set takes user
            set list yes
        case 'auto-shutdown plan --space' 'auto-shutdown run --space' 'auto-shutdown history --space' 'auto-shutdown schedule print --space' 'auto-shutdown schedule install --space'
            set takes space
            set list yes
        case 'auto-shutdown plan --accounts' 'auto-shutdown run --accounts' 'auto-shutdown history --accounts' 'auto-shutdown schedule print --accounts' 'auto-shutdown schedule install --accounts' 'efs orphans --accounts' 'cost --accounts' 'quota --accounts'
            set takes file
            set list yes
        case 'auto-shutdown schedule print --kind' 'auto-shutdown schedule install --kind' 'auto-shutdown schedule list --kind' 'auto-shutdown schedule remove --kind'
            set takes words
            set choices 'cron' 'systemd'
        case 'auto-shutdown beacon print --type' 'auto-shutdown beacon install --type' 'auto-shutdown beacon status --type' 'auto-shutdown beacon remove --type'
            set takes words
            set list yes
            set choices 'JupyterLab' 'CodeEditor'
        case 'efs mount-info --client'
            set takes words
            set choices 'efs-utils' 'nfs'
        case 'terminal --via' 'cp --via' 'clone --via'
            set takes words
            set choices 'auto' 'jupyter' 'ssh'
        case 'terminal 1' 'clone 2' 'ssh 1' 'ssh-config print +' 'ssh-config install +' 'forward 1' 'code 1'
            set takes target
        case 'code --editor'
            set takes words
            set choices 'code' 'cursor' 'kiro'
        case 'cost --by'
            set takes words
            set choices 'user' 'domain' 'instance-type'
        case 'config get 1'
            set takes words
            set choices 'domain' 'profile' 'region' 'state' 'output' 'color' 'timeout' 'lookInside'
        case 'config set profile 1'
            set takes aws-profile
        case 'config set region 1'
            set takes words
            set choices 'af-south-1' 'ap-east-1' 'ap-east-2' 'ap-northeast-1' 'ap-northeast-2' 'ap-northeast-3' 'ap-south-1' 'ap-south-2' 'ap-southeast-1' 'ap-southeast-2' 'ap-southeast-3' 'ap-southeast-4' 'ap-southeast-5' 'ap-southeast-6' 'ap-southeast-7' 'ca-central-1' 'ca-west-1' 'eu-central-1' 'eu-central-2' 'eu-north-1' 'eu-south-1' 'eu-south-2' 'eu-west-1' 'eu-west-2' 'eu-west-3' 'il-central-1' 'me-central-1' 'me-south-1' 'mx-central-1' 'sa-east-1' 'us-east-1' 'us-east-2' 'us-west-1' 'us-west-2' 'cn-north-1' 'cn-northwest-1' 'us-gov-east-1' 'us-gov-west-1' 'us-iso-east-1' 'us-isob-east-1' 'us-isof-east-1' 'us-isof-south-1' 'eusc-de-east-1'
        case 'config set output 1'
            set takes words
            set choices 'table' 'wide' 'json' 'jsonl' 'yaml' 'tsv' 'name'
        case 'config set color 1'
            set takes words
            set choices 'auto' 'always' 'never'
        case 'completion 1'
            set takes words
            set choices 'bash' 'zsh' 'fish' 'powershell'
        case 'sandbox serve --classic'
            set takes words
            set choices 'open' 'closed'
        case '* --profile'
            set takes aws-profile
        case '* --region'
            set takes words
            set list yes
            set choices 'af-south-1' 'ap-east-1' 'ap-east-2' 'ap-northeast-1' 'ap-northeast-2' 'ap-northeast-3' 'ap-south-1' 'ap-south-2' 'ap-southeast-1' 'ap-southeast-2' 'ap-southeast-3' 'ap-southeast-4' 'ap-southeast-5' 'ap-southeast-6' 'ap-southeast-7' 'ca-central-1' 'ca-west-1' 'eu-central-1' 'eu-central-2' 'eu-north-1' 'eu-south-1' 'eu-south-2' 'eu-west-1' 'eu-west-2' 'eu-west-3' 'il-central-1' 'me-central-1' 'me-south-1' 'mx-central-1' 'sa-east-1' 'us-east-1' 'us-east-2' 'us-west-1' 'us-west-2' 'cn-north-1' 'cn-northwest-1' 'us-gov-east-1' 'us-gov-west-1' 'us-iso-east-1' 'us-isob-east-1' 'us-isof-east-1' 'us-isof-south-1' 'eusc-de-east-1'
        case '* --endpoint-url' '* --query' '* --timeout'
            set takes text
        case '* --domain' '* -d'
            set takes domain
        case '* --output' '* -o'
            set takes words
            set choices 'table' 'wide' 'json' 'jsonl' 'yaml' 'tsv' 'name'
        case '* --color'
            set takes words
            set choices 'auto' 'always' 'never'
    end
end

# Flags that are not given yet, and those that may be repeated.
function __studioctl_flags --no-scope-shadowing
    for entry in $flags $__studioctl_globals
        set -l parts (string split -m 1 : -- $entry)
        set -l names (string split , -- (string replace -r '^\+' '' -- $parts[1]))
        set -l again
        for name in $names
            contains -- $name $given; and set again $name
        end
        if test -z "$again"; or string match -q '+*' -- $entry
            for name in $names
                printf '%s\t%s\n' $name $parts[2]
            end
        end
    end
end

# What the current word may be, after a beginning that stays.
function __studioctl_offer --no-scope-shadowing --argument-names head
    set -l rest (string sub -s (math (string length -- "$head") + 1) -- "$cur")
    set -l chosen
    if test -n "$list"; and string match -q '*,*' -- "$rest"
        set chosen (string split , -- "$rest")
        set head "$head"(string join , -- $chosen[1..-2]),
    end
    switch "$takes"
        case '' text
        case words
            for word in $choices
                contains -- $word $chosen[1..-2]; or echo -- "$head$word"
            end
        case file
            set -l paths (__fish_complete_path "$rest")
            test -z "$paths"; or printf "%s\n" "$head"$paths
        case '*'
            set -l words (studioctl __complete $takes fish "$head" $typed "$cur" 2>/dev/null)
            test -z "$words"; or printf "%s\n" "$head"$words
    end
end

function __studioctl
    set -l typed (commandline -opc)[2..]
    set -l cur (commandline -ct)
    set cur (string unescape -- "$cur"; or string trim -l -c '\'"' -- "$cur")
    set -l at ''
    set -l place 1
    set -l flag
    set -l ended
    set -l given
    set -l verbs
    set -l flags
    set -l takes
    set -l list
    set -l bare
    set -l choices
    for word in $typed
        if test -n "$flag"
            set flag
            if test -z "$bare"; or not string match -q -- '-*' $word
                continue
            end
        end
        if test -n "$ended"; or not string match -q -- '-?*' $word
            __studioctl_words "$at"
            if contains -- $word (string replace -r ':.*' '' -- $verbs)
                set at (string trim -- "$at $word")
            else
                set place (math $place + 1)
            end
        else if test $word = --
            set ended yes
        else
            set -a given (string replace -r '=.*' '' -- $word)
            __studioctl_value "$at" $word
            test -z "$takes"; or set flag $word
        end
    end
    if test -n "$flag"; and begin; test -z "$bare"; or not string match -q -- '-*' "$cur"; end
        __studioctl_offer ''
    else if test -z "$ended"; and string match -q -- '--*=*' "$cur"
        set flag (string split -m 1 = -- $cur)[1]
        __studioctl_value "$at" $flag
        __studioctl_offer "$flag="
    else
        __studioctl_words "$at"
        if test -z "$ended"; and string match -q -- '-*' "$cur"
            __studioctl_flags
        else
            string replace : \t -- $verbs
            __studioctl_value "$at" $place
            test -n "$takes"; or __studioctl_value "$at" +
            __studioctl_offer ''
            test -n "$cur$ended$takes$verbs"; or __studioctl_flags
        end
    end
end

complete -c studioctl -f -a '(__studioctl)'
