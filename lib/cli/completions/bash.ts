import { PROGRAM } from "../failure.ts";
import { type Candidates, type CompletedCommand, flagsWithValue } from "./model.ts";

/**
 * Completions for bash 3.2 and later; nothing else needs to be installed.
 *
 * @param commands everything that can be completed
 * @returns the script
 */
export function bashCompletions(commands: readonly CompletedCommand[]): string {
  const named = commands.filter(({ isDefault }) => !isDefault);
  return `# bash completions of ${PROGRAM}
_hf_dataset_setup() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local command= words= index skip= position=0
  COMPREPLY=()
  # --option=value arrives as three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]] && ((COMP_CWORD > 1)); then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    if [[ -n $skip ]]; then
      [[ \${COMP_WORDS[index]} == = ]] || skip=
      continue
    fi
    case \${COMP_WORDS[index]} in
      ${flagsWithValue(commands).join(" | ")}) skip=1 ;;
      -* | =) ;;
      *)
        position=$((position + 1))
        if ((position == 1)); then command=\${COMP_WORDS[index]}; fi
        ;;
    esac
  done
  case $command in
    ${named.map(({ name }) => name).join(" | ")}) position=$((position - 1)) ;;
    *) command=setup ;;
  esac
  case $command:$previous in
${commands.flatMap(valueCases).join("\n")}
  esac
  case $command:$current in
${commands.map(flagCase).join("\n")}
    setup:*) ((position == 0)) && words='${named.map(({ name }) => name).join(" ")}' ;;
${commands.flatMap(wordCases).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _hf_dataset_setup ${PROGRAM}
`;
}

function valueCases({ name, options }: CompletedCommand): string[] {
  return options.flatMap(({ flags, value }) => {
    if (value === undefined) return [];
    const pattern = flags.map((flag) => `${name}:${flag}`).join(" | ");
    return [`    ${pattern}) ${reply(value.candidates)}; return ;;`];
  });
}

function reply(candidates: Candidates): string {
  if (candidates.kind === "anything") return "COMPREPLY=()";
  if (candidates.kind === "words") {
    return `COMPREPLY=($(compgen -W '${candidates.words.join(" ")}' -- "$current"))`;
  }
  // A name with spaces stays one word; compopt, which marks names as such, came with bash 4.
  return `local IFS=$'\\n'; compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -f -- "$current"))`;
}

function flagCase({ name, options }: CompletedCommand): string {
  return `    ${name}:-*) words='${options.flatMap(({ flags }) => flags).join(" ")}' ;;`;
}

function wordCases({ name, isDefault, words }: CompletedCommand): string[] {
  if (isDefault) return [];
  return words.flatMap(({ candidates }, index) =>
    candidates.kind === "anything"
      ? []
      : [`    ${name}:*) if ((position == ${index})); then ${reply(candidates)}; return; fi ;;`]
  );
}
