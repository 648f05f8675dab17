import { PROGRAM } from "../failure.ts";
import { type Candidates, type CompletedCommand, type CompletedOption, flagsWithValue } from "./model.ts";

/**
 * Completions for zsh: to be sourced, or saved as `_hf-dataset-setup` in a folder of fpath.
 *
 * @param commands everything that can be completed
 * @returns the script
 */
export function zshCompletions(commands: readonly CompletedCommand[]): string {
  const named = commands.filter(({ isDefault }) => !isDefault);
  return `#compdef ${PROGRAM}
# zsh completions of ${PROGRAM}
_hf_dataset_setup_commands() {
  local -a commands
  commands=(
${named.map(({ name, help }) => `    ${quote(`${name}:${help}`)}`).join("\n")}
  )
  _describe -t commands command commands
}

_hf_dataset_setup() {
  local command=setup word skip=
  local -a specs
  for word in "\${(@)words[2,CURRENT - 1]}"; do
    if [[ -n $skip ]]; then
      skip=
      continue
    fi
    case $word in
      (${flagsWithValue(commands).join("|")}) skip=1 ;;
      (-*) ;;
      (${named.map(({ name }) => name).join("|")}) command=$word; break ;;
      (*) break ;;
    esac
  done
  case $command in
${commands.map(commandCase).join("\n")}
  esac
  _arguments -s -S : $specs
}

if [[ $funcstack[1] == _hf_dataset_setup ]]; then
  _hf_dataset_setup "$@"
elif (( $+functions[compdef] )); then
  compdef _hf_dataset_setup ${PROGRAM}
fi
`;
}

function commandCase({ name, isDefault, options, words }: CompletedCommand): string {
  const specs = [
    ...options.flatMap(optionSpecs),
    ...(isDefault ? ["1:command:_hf_dataset_setup_commands"] : [
      "1: :",
      ...words.map(({ name, candidates }, index) => `${index + 2}:${name}:${action(candidates)}`),
    ]),
  ];
  return `    (${name})\n      specs=(\n${
    specs.map((spec) => `        ${quote(spec)}`).join("\n")
  }\n      )\n      ;;`;
}

function optionSpecs({ flags, value, repeatable, help }: CompletedOption): string[] {
  const excluded = repeatable ? "*" : `(${flags.join(" ")})`;
  return flags.map((flag) => {
    if (value === undefined) return `${excluded}${flag}[${plain(help)}]`;
    const joined = flag.startsWith("--") ? `${flag}=` : `${flag}+`;
    return `${excluded}${joined}[${plain(help)}]:${plain(value.name)}:${action(value.candidates)}`;
  });
}

function action(candidates: Candidates): string {
  if (candidates.kind === "files") return "_files";
  return candidates.kind === "words" ? `(${candidates.words.join(" ")})` : " ";
}

/** Without what ends a description. */
function plain(text: string): string {
  return text.replace(/[\\[\]:]/g, (character) => `\\${character}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
