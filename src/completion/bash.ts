import { posixTables, type Table } from "./table.ts";

/**
 * The script for bash, 3.2 and later, with bash-completion or without it. It takes the words as readline splits
 * them, puts them together again, and looks up the possible next words in the tables.
 */
export function bashScript(table: Table): string {
  return `# bash completion for studioctl, made by "studioctl completion bash".
# To have it in this shell: source <(studioctl completion bash)

${posixTables(table)}
# The words before the cursor: readline has split some at characters such as : and =.
_studioctl_line() {
  local rest=\${COMP_LINE:0:COMP_POINT} word i
  words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $i -eq 0 || $rest == [[:space:]]* ]]; then
      rest=\${rest#"\${rest%%[![:space:]]*}"}
      words+=("")
    fi
    [[ $rest == "$word"* ]] || word=$rest
    words[\${#words[@]} - 1]+=$word
    rest=\${rest#"$word"}
  done
}

_studioctl_reply() {
  [[ $1 != "$cur"* ]] || COMPREPLY+=("$1")
}

_studioctl_is_verb() {
  local entry
  for entry in "\${verbs[@]}"; do [[ \${entry%%:*} != "$1" ]] || return 0; done
  return 1
}

# Flags that are not given yet, and those that may be repeated.
_studioctl_flags() {
  local entry names name
  for entry in "\${flags[@]}" "\${_studioctl_globals[@]}"; do
    names=\${entry%%:*}
    if [[ $names != +* ]]; then
      for name in \${names//,/ }; do [[ $given != *" $name "* ]] || continue 2; done
    fi
    names=\${names#+}
    for name in \${names//,/ }; do _studioctl_reply "$name"; done
  done
}

# What the current word may be, after a beginning that stays.
_studioctl_offer() {
  local head=$1 word
  [[ -z $list || \${cur#"$head"} != *,* ]] || head=\${cur%,*},
  case $takes in
    '' | text) ;;
    words)
      for word in "\${choices[@]}"; do
        [[ -n $list && ",\${head##*=}" == *",$word,"* ]] || _studioctl_reply "$head$word"
      done
      ;;
    file) compopt -o default 2>/dev/null ;;
    *)
      while IFS= read -r word; do
        COMPREPLY+=("$head$word")
      done < <(studioctl __complete "$takes" bash "$head" "\${words[@]:1}" 2>/dev/null)
      ;;
  esac
}

# Readline replaces only what follows the last of its break characters.
_studioctl_trim() {
  local i at
  [[ $cur != [\\'\\"]* ]] || return 0
  for ((at = \${#cur}; at > 0; at--)); do
    [[ \${cur:at-1:1} != [:=@] || $COMP_WORDBREAKS != *"\${cur:at-1:1}"* ]] || break
  done
  for i in "\${!COMPREPLY[@]}"; do COMPREPLY[i]=\${COMPREPLY[i]:at}; done
}

_studioctl() {
  local words cur word i at= flag= ended= given=' ' place=1
  local verbs flags takes list bare choices
  COMPREPLY=()
  _studioctl_line
  cur=\${words[\${#words[@]} - 1]}
  for ((i = 1; i < \${#words[@]} - 1; i++)); do
    word=\${words[i]}
    if [[ -n $flag ]]; then
      flag=
      [[ -n $bare && $word == -* ]] || continue
    fi
    if [[ -n $ended || $word != -?* ]]; then
      _studioctl_words "$at"
      if _studioctl_is_verb "$word"; then
        at=\${at:+$at }$word
      else
        place=$((place + 1))
      fi
    elif [[ $word == -- ]]; then
      ended=1
    else
      given+="\${word%%=*} "
      _studioctl_value "$at" "$word"
      [[ -z $takes ]] || flag=$word
    fi
  done
  if [[ -n $flag && (-z $bare || $cur != -*) ]]; then
    _studioctl_offer ''
  elif [[ -z $ended && $cur == --*=* ]]; then
    _studioctl_value "$at" "\${cur%%=*}"
    _studioctl_offer "\${cur%%=*}="
  else
    _studioctl_words "$at"
    if [[ -z $ended && $cur == -* ]]; then
      _studioctl_flags
    else
      for word in "\${verbs[@]}"; do _studioctl_reply "\${word%%:*}"; done
      _studioctl_value "$at" "$place"
      [[ -n $takes ]] || _studioctl_value "$at" +
      _studioctl_offer ''
      [[ -n $cur$ended$takes || \${#verbs[@]} -gt 0 ]] || _studioctl_flags
    fi
  fi
  _studioctl_trim
}

complete -F _studioctl studioctl
`;
}
