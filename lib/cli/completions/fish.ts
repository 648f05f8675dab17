import { PROGRAM } from "../failure.ts";
import { type Candidates, type CompletedCommand, type CompletedOption, flagsWithValue } from "./model.ts";

/**
 * Completions for fish 3 and later.
 *
 * @param commands everything that can be completed
 * @returns the script
 */
export function fishCompletions(commands: readonly CompletedCommand[]): string {
  const named = commands.filter(({ isDefault }) => !isDefault);
  return `# fish completions of ${PROGRAM}
function __hf_dataset_setup_command
    set -l skip
    for word in (commandline -opc)[2..-1]
        if set -q skip[1]
            set -e skip[1]
            continue
        end
        switch $word
            case ${flagsWithValue(commands).join(" ")}
                set skip 1
            case '-*'
            case ${named.map(({ name }) => name).join(" ")}
                echo $word
                return
            case '*'
                echo setup
                return
        end
    end
    echo none
end

function __hf_dataset_setup_is
    contains -- (__hf_dataset_setup_command) $argv
end

complete -c ${PROGRAM} -f
${named.map(({ name, help }) => line("none", ["-a", name, "-d", quote(help)])).join("\n")}
${commands.flatMap(commandLines).join("\n")}
`;
}

function commandLines({ name, isDefault, options, words }: CompletedCommand): string[] {
  const where = isDefault ? `${name} none` : name;
  const first = isDefault ? undefined : words[0]?.candidates;
  return [
    ...options.map((option) => line(where, optionWords(option))),
    ...(first === undefined || first.kind === "anything" ? [] : [line(where, candidateWords(first))]),
  ];
}

function optionWords({ flags, value, help }: CompletedOption): string[] {
  return [
    ...flags.flatMap((flag) => flag.startsWith("--") ? ["-l", flag.slice(2)] : ["-s", flag.slice(1)]),
    ...(value === undefined ? [] : ["-r", ...candidateWords(value.candidates)]),
    "-d",
    quote(help),
  ];
}

function candidateWords(candidates: Candidates): string[] {
  if (candidates.kind === "files") return ["-F"];
  return candidates.kind === "words" ? ["-f", "-a", quote(candidates.words.join(" "))] : ["-f"];
}

function line(commands: string, words: readonly string[]): string {
  return `complete -c ${PROGRAM} -n '__hf_dataset_setup_is ${commands}' ${words.join(" ")}`;
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}
