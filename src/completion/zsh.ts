import { posixTables, type Table } from "./table.ts";

/** The script for zsh: a file for the fpath that may also be sourced. Quoting is compadd's. */
export function zshScript(table: Table): string {
  return `#compdef studioctl
# zsh completion for studioctl, made by "studioctl completion zsh".
# To have it in this shell: source <(studioctl completion zsh)

${posixTables(table)}
# Entries of the tables, word:summary, as completions.
_studioctl_show() {
  local what=$1
  shift
  local -a shown=("$@")
  (( ! $#shown )) || _describe -t "$what" "$what" shown
}

# Flags that are not given yet, and those that may be repeated.
_studioctl_flags() {
  local entry name
  local -a names open
  for entry in $flags $_studioctl_globals; do
    names=("\${(@s:,:)\${\${entry%%:*}#+}}")
    [[ $entry == +* || -z \${names:*given} ]] || continue
    for name in $names; do open+=("$name:\${entry#*:}"); done
  done
  _studioctl_show flag $open
}

# What the current word may be.
_studioctl_offer() {
  local head=\${cur%"\${(Q)PREFIX}"} word line
  local -a open chosen suffix
  if [[ -n $list ]]; then
    suffix=(-q -S ,)
    if compset -P '*,'; then
      head=\${cur%"\${(Q)PREFIX}"}
      chosen=("\${(@s:,:)\${head##*=}}")
    fi
  fi
  case $takes in
    ('' | text) ;;
    (words)
      open=(\${choices:|chosen})
      compadd $suffix -a open
      ;;
    (file) _files ;;
    (*)
      for line in "\${(@f)$(studioctl __complete $takes zsh "$head" "\${(@)typed}" "$cur" 2>/dev/null)}"; do
        [[ -n $line ]] || continue
        word=\${\${line%%$'\\t'*}//\\\\/\\\\\\\\}
        open+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
      done
      (( ! $#open )) || _describe -t "$takes" "$takes" open $suffix
      ;;
  esac
}

_studioctl() {
  local cur=\${(Q)PREFIX} word at= flag= ended= takes list bare
  local -i place=1
  local -a typed=("\${(@Q)words[2,CURRENT-1]}") given verbs flags choices
  for word in "\${(@)typed}"; do
    if [[ -n $flag ]]; then
      flag=
      [[ -n $bare && $word == -* ]] || continue
    fi
    if [[ -n $ended || $word != -?* ]]; then
      _studioctl_words "$at"
      if (( \${verbs[(I)\${(b)word}:*]} )); then
        at=\${at:+$at }$word
      else
        place+=1
      fi
    elif [[ $word == -- ]]; then
      ended=1
    else
      given+=("\${word%%=*}")
      _studioctl_value "$at" "$word"
      [[ -z $takes ]] || flag=$word
    fi
  done
  if [[ -n $flag && ( -z $bare || $cur != -* ) ]]; then
    _studioctl_offer
  elif [[ -z $ended && $cur == --*=* ]]; then
    _studioctl_value "$at" "\${cur%%=*}"
    compset -P 1 '*='
    _studioctl_offer
  else
    _studioctl_words "$at"
    if [[ -z $ended && $cur == -* ]]; then
      _studioctl_flags
    else
      _studioctl_show command $verbs
      _studioctl_value "$at" "$place"
      [[ -n $takes ]] || _studioctl_value "$at" +
      _studioctl_offer
      [[ -n $cur$ended$takes ]] || (( $#verbs )) || _studioctl_flags
    fi
  fi
}

# Sourced, or loaded by compinit from the fpath.
if [[ $funcstack[1] == _studioctl ]]; then
  _studioctl "$@"
else
  compdef _studioctl studioctl
fi
`;
}
