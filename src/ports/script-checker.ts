/** The shell of this machine, as far as it tells whether a script can be read. */
export interface ScriptChecker {
  /** What bash finds wrong with the syntax, in its own words; undefined for nothing, or where there is no bash. Runs nothing of the script. */
  syntaxFault(script: string): Promise<string | undefined>;
}
