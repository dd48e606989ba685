import type { Entry, Table, ValueRow } from "./table.ts";

/** The script for fish: one function gives all candidates, with their summaries. Quoting is fish's. */
export function fishScript(table: Table): string {
  return `# fish completion for studioctl, made by "studioctl completion fish".
# To have it in this shell: studioctl completion fish | source

${fishTables(table)}
# Flags that are not given yet, and those that may be repeated.
function __studioctl_flags --no-scope-shadowing
    for entry in $flags $__studioctl_globals
        set -l parts (string split -m 1 : -- $entry)
        set -l names (string split , -- (string replace -r '^\\+' '' -- $parts[1]))
        set -l again
        for name in $names
            contains -- $name $given; and set again $name
        end
        if test -z "$again"; or string match -q '+*' -- $entry
            for name in $names
                printf '%s\\t%s\\n' $name $parts[2]
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
            test -z "$paths"; or printf "%s\\n" "$head"$paths
        case '*'
            set -l words (studioctl __complete $takes fish "$head" $typed "$cur" 2>/dev/null)
            test -z "$words"; or printf "%s\\n" "$head"$words
    end
end

function __studioctl
    set -l typed (commandline -opc)[2..]
    set -l cur (commandline -ct)
    set cur (string unescape -- "$cur"; or string trim -l -c '\\'"' -- "$cur")
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
            string replace : \\t -- $verbs
            __studioctl_value "$at" $place
            test -n "$takes"; or __studioctl_value "$at" +
            __studioctl_offer ''
            test -n "$cur$ended$takes$verbs"; or __studioctl_flags
        end
    end
end

complete -c studioctl -f -a '(__studioctl)'
`;
}

function fishTables({ words, values, globalFlags, globalValues }: Table): string {
  return [
    `set -g __studioctl_globals ${entries(globalFlags)}`,
    "",
    "# Sets verbs and flags: the words that may follow a command.",
    "function __studioctl_words --no-scope-shadowing",
    "    set verbs",
    "    set flags",
    '    switch "$argv[1]"',
    ...words.flatMap(({ paths, verbs, flags }) => [
      `        case ${paths.map(quoted).join(" ")}`,
      ...(verbs.length > 0 ? [`            set verbs ${entries(verbs)}`] : []),
      ...(flags.length > 0 ? [`            set flags ${entries(flags)}`] : []),
    ]),
    "    end",
    "end",
    "",
    "# Sets takes, choices, list and bare: what completes the value of a flag, or an argument by its place.",
    "function __studioctl_value --no-scope-shadowing",
    ...["takes", "list", "bare", "choices"].map((name) => `    set ${name}`),
    '    switch "$argv[1] $argv[2]"',
    ...values.flatMap((row) => valueCase(row, (key) => key)),
    ...globalValues.flatMap((row) => valueCase(row, (key) => `* ${key}`)),
    "    end",
    "end",
    "",
  ].join("\n");
}

function valueCase({ keys, takes, choices, list, bare }: ValueRow, pattern: (key: string) => string): string[] {
  return [
    `        case ${keys.map((key) => quoted(pattern(key))).join(" ")}`,
    `            set takes ${takes}`,
    ...(list ? ["            set list yes"] : []),
    ...(bare ? ["            set bare yes"] : []),
    ...(choices.length > 0 ? [`            set choices ${choices.map(quoted).join(" ")}`] : []),
  ];
}

function entries(list: readonly Entry[]): string {
  return list.map(([words, summary]) => quoted(`${words}:${summary}`)).join(" ");
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
}
