/** The branches before each line of a tree whose lines come depth first: `├─ `, `│  └─ `; none before a root. */
export function treeBranches(depths: readonly number[]): string[] {
  const branches: string[] = [];
  /** Whether a sibling follows below, by depth; computed from the last line up. */
  const follows: boolean[] = [];
  for (const depth of depths.toReversed()) {
    follows.length = depth + 1;
    const trunk = Array.from({ length: Math.max(0, depth - 1) }, (_, level) => (follows[level + 1] === true ? "│  " : "   ")).join("");
    branches.push(depth === 0 ? "" : trunk + (follows[depth] === true ? "├─ " : "└─ "));
    follows[depth] = true;
  }
  return branches.toReversed();
}
