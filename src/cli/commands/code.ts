import { StudioctlError, usageError } from "../../core/errors.ts";
import { remoteHome } from "../../core/ssh/host.ts";
import { type EditorName, type Editors, editorNames } from "../../ports/ssh.ts";
import { defineCommand, optionalArgument } from "../command.ts";
import { choiceFlag } from "../flags.ts";
import { lastingHost, sshEntry } from "../ssh-route.ts";
import { startFlag, targetArgument } from "../remote.ts";
import { hostNotes } from "./ssh-config/hosts.ts";
import { installHosts } from "./ssh-config/installing.ts";

const remoteSsh = "ms-vscode-remote.remote-ssh";

const titles: Readonly<Record<EditorName, string>> = { code: "Visual Studio Code", cursor: "Cursor", kiro: "Kiro" };

export const codeCommand = defineCommand({
  name: "code",
  summary: "Open a running space in a local editor, over ssh",
  description:
    "Opens a window of VS Code, Cursor or Kiro on the space, with the Remote-SSH extension of the editor. The first time, it adds " +
    "the space to the configuration of ssh, as ssh-config install does, and asks before it writes. A session takes some seconds " +
    "to begin: set remote.SSH.connectTimeout to 120 in the editor.",
  args: {
    target: targetArgument,
    folder: optionalArgument("FOLDER", `an absolute path in the space; default: ${remoteHome}`),
  },
  flags: { start: startFlag, editor: choiceFlag("NAME", editorNames, "code, cursor or kiro (default: the first that is on PATH)") },
  examples: [
    ["The home folder of a space", "studioctl code nlp-lab"],
    ["A project, in Cursor", `studioctl code nlp-lab ${remoteHome}/project --editor cursor`],
  ],
  seeAlso: ["ssh-config install", "space update"],
  async run({ args: { target, folder = remoteHome }, flags, context }) {
    if (!folder.startsWith("/")) throw usageError(`"${folder}" is not an absolute path`, { fix: `${remoteHome}/${folder}` });
    const { editors } = await context.openSsh();
    const editor = await theEditor(editors, flags.editor);
    const { host } = await sshEntry(context, target, flags.start);
    const plan = await installHosts(context, [await lastingHost(context, host)]);
    const [alias = ""] = plan.hosts[0]?.names ?? [];
    await editors.open(editor.path, ["--remote", `ssh-remote+${alias}`, folder]);
    return {
      kind: "nothing",
      footer: [`${titles[editor.name]} opens ${folder} on ${alias}`, ...(await hostNotes(context, plan))],
    };
  },
});

/** The requested editor, else the first installed one. Rejects with what to install if there is none. */
async function theEditor(editors: Editors, wanted: EditorName | undefined): Promise<{ readonly name: EditorName; readonly path: string }> {
  for (const name of wanted === undefined ? editorNames : [wanted]) {
    const path = await editors.find(name);
    if (path === undefined) continue;
    if (name === "code") await requireRemoteSsh(editors, path);
    return { name, path };
  }
  const missing = wanted === undefined ? editorNames.join(", ") : wanted;
  throw new StudioctlError("failed", `no editor found: ${missing}`, {
    why: "its command is not in a folder of PATH",
    fix:
      `install ${wanted === undefined ? "Visual Studio Code (https://code.visualstudio.com)" : titles[wanted]}, and its command: in the editor, ` +
      `"Shell Command: Install '${wanted ?? "code"}' command in PATH"; or open studio-SPACE in any editor that uses ssh, after ssh-config install`,
  });
}

/** Cursor and Kiro have a built-in extension, which they do not list. */
async function requireRemoteSsh(editors: Editors, path: string): Promise<void> {
  const extensions = await editors.extensions(path);
  if (extensions === undefined || extensions.some((name) => name.toLowerCase() === remoteSsh)) return;
  throw new StudioctlError("failed", "Visual Studio Code has no Remote-SSH extension", {
    why: `${path} --list-extensions does not name ${remoteSsh}`,
    fix: `${path} --install-extension ${remoteSsh}`,
  });
}
