import { DEFAULT_COMMAND } from "./failure.ts";
import { COMMAND_HELP, optionHelp } from "./help_texts.ts";
import { choicesOf, type CommandName, COMMANDS, type OptionRow, OPTIONS, optionsOf } from "./options.ts";
import { type Term, TOPICS } from "./topics.ts";

export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

export type CompletionShell = typeof SHELLS[number];

/** `"files"` are completed by the shell itself. */
type Candidates = readonly Term[] | "files";

/**
 * What the hidden command `__complete`, which the scripts below call, prints: the words that fit at the cursor, each with a
 * tab and its help; `:files` asks the shell for files.
 *
 * @param typed the words behind the program's name, the last one after a colon: Windows PowerShell leaves empty ones out
 */
export function completionLines(typed: readonly string[]): string {
  const before = typed.slice(0, -1);
  let current = (typed.at(-1) ?? "").replace(/^:/, "");
  // bash makes three words of --option=value.
  if (current === "=") before.push(current);
  if (before.at(-1) === "=") {
    before.pop();
    current = current.replace(/^=$/, "");
  }
  const [, prefix = "", option, value = current] = /^((--[\w-]+)=)(.*)$/s.exec(current) ?? [];
  const candidates = candidatesAfter(option === undefined ? before : [...before, option], current);
  if (candidates === "files") return ":files\n";
  return candidates.filter(([word]) => word.startsWith(value))
    .map(([word, help]) => `${prefix}${word}\t${help}\n`).join("");
}

function candidatesAfter(before: readonly string[], current: string): Candidates {
  let named: CommandName | undefined;
  let words = 0;
  /** The option that waits for its value. */
  let pending: OptionRow | undefined;
  for (const word of before) {
    if (pending !== undefined) pending = undefined;
    else if (word.startsWith("-")) {
      pending = OPTIONS.find(({ name, short, value }) =>
        value !== undefined && (word === `--${name}` || word === `-${short}`)
      );
    } else {
      const isFirst = named === undefined && words === 0;
      const row = isFirst ? COMMANDS.find(({ name }) => name === word) : undefined;
      if (row === undefined) words++;
      else named = row.name;
    }
  }
  const command = named ?? DEFAULT_COMMAND;
  if (pending?.value === "PATH" || pending?.name === "template") return "files";
  if (pending !== undefined) return choicesOf(pending, command)?.map((choice) => [choice, ""]) ?? [];
  if (/^-.*=/s.test(current)) return [];
  if (current.startsWith("-")) {
    return optionsOf(command).filter(({ name, repeatable }) => repeatable || !before.includes(`--${name}`))
      .flatMap(({ name, short }) => {
        const [help] = optionHelp(name, command);
        return short === undefined ? [[`--${name}`, help]] : [[`--${name}`, help], [`-${short}`, help]];
      });
  }
  if (command === DEFAULT_COMMAND) return words > 0 ? [] : NAMED_COMMANDS;
  const word = COMMANDS.find(({ name }) => name === command)?.words[words];
  if (word === "PLAN") return "files";
  if (word === "SHELL") return SHELLS.map((name) => [name, ""]);
  return word === "[TOPIC]"
    ? [...NAMED_COMMANDS, ...TOPICS.map(({ name, help }) => [name, help] as const)]
    : [];
}

const NAMED_COMMANDS: readonly Term[] = COMMANDS.filter(({ name }) => name !== DEFAULT_COMMAND)
  .map(({ name }) => [name, COMMAND_HELP[name].help]);

/** The script for a shell to read; it asks the program, so that it never needs to be made anew. */
export const COMPLETION_SCRIPTS: Readonly<Record<CompletionShell, string>> = {
  // bash 3.2 and later, with nothing else installed; compopt came with bash 4.
  bash: `_hf_dataset_setup() {
  local IFS=$'\\n' line current=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  while read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames 2> /dev/null
      COMPREPLY=($(compgen -f -- "\${current#=}"))
    else
      COMPREPLY+=("\${line%%$'\\t'*}")
    fi
  done < <("\${COMP_WORDS[0]/#~/$HOME}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD - 1}" ":$current" 2> /dev/null)
}
complete -F _hf_dataset_setup hf-dataset-setup
`,
  // To be sourced, or saved as _hf-dataset-setup in a folder of fpath.
  zsh: `#compdef hf-dataset-setup
_hf_dataset_setup() {
  local line
  local -a candidates
  for line in \${(f)"$(command \${~words[1]} __complete "\${(@Q)words[2,CURRENT - 1]}" ":\${(Q)words[CURRENT]}" 2> /dev/null)"}; do
    if [[ $line == :files ]]; then
      compset -P '--*='
      _files
    else
      candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  (( $#candidates )) && _describe -t words hf-dataset-setup candidates
}
if [[ $funcstack[1] == _hf_dataset_setup ]]; then
  _hf_dataset_setup "$@"
elif (( $+functions[compdef] )); then
  compdef _hf_dataset_setup hf-dataset-setup
fi
`,
  // fish 3 and later.
  fish: `function __hf_dataset_setup
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    for line in ($program __complete $words[2..-1] ":$current" 2> /dev/null)
        if test $line = :files
            __fish_complete_path (string replace -r '^--[^=]*=' '' -- "$current")
        else
            echo $line
        end
    end
end
complete -c hf-dataset-setup -f -a '(__hf_dataset_setup)'
`,
  // Windows PowerShell 5.1 and PowerShell 7, which offer files by themselves where there is nothing to offer.
  powershell:
    `Register-ArgumentCompleter -Native -CommandName 'hf-dataset-setup', 'hf-dataset-setup.exe' -ScriptBlock {
    param($word, $ast, $cursor)
    $program, $typed = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.Extent.Text })
    & $program __complete @typed ":$word" 2> $null | Where-Object { $_ -ne ':files' } | ForEach-Object {
        $text, $help = $_ -split "\`t", 2
        if (-not $help) { $help = $text }
        [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $help)
    }
}
`,
};
