import { PROGRAM } from "../failure.ts";
import { type Candidates, type CompletedCommand, flagsWithValue } from "./model.ts";

/**
 * Completions for Windows PowerShell 5.1 and PowerShell 7.
 *
 * @param commands everything that can be completed
 * @returns the script
 */
export function powershellCompletions(commands: readonly CompletedCommand[]): string {
  return `# PowerShell completions of ${PROGRAM}
Register-ArgumentCompleter -Native -CommandName '${PROGRAM}', '${PROGRAM}.exe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    # Each command: its help, its options with their help, and what may follow an option or stand as its first word.
    $commands = [ordered] @{
${commands.map(commandEntry).join("\n")}
    }
    $withValue = ${list(flagsWithValue(commands))}
    $command = 'setup'
    $previous = ''
    $position = 0
    $skip = $false
    foreach ($element in @($commandAst.CommandElements | Select-Object -Skip 1)) {
        if ($element.Extent.EndOffset -ge $cursorPosition) { break }
        $word = $element.Extent.Text
        $previous = $word
        if ($skip) { $skip = $false; continue }
        if ($withValue -ccontains $word) { $skip = $true; continue }
        if ($word.StartsWith('-')) { continue }
        if ($position -eq 0 -and $commands.Contains($word)) { $command = $word } else { $position++ }
    }
    $entry = $commands[$command]
    if ($skip) {
        $candidates = @($entry.Values[$previous] | Where-Object { $_ } | ForEach-Object { , @($_, $_) })
    } elseif ($wordToComplete.StartsWith('-')) {
        $candidates = @($entry.Options)
    } elseif ($command -ceq 'setup') {
        $candidates = @($commands.Keys | Where-Object { $_ -cne 'setup' } | ForEach-Object { , @($_, $commands[$_].Help) })
        if ($position -gt 0) { $candidates = @() }
    } else {
        $candidates = @($entry.Words | ForEach-Object { , @($_, $_) })
        if ($position -gt 0) { $candidates = @() }
    }
    $candidates | Where-Object { $_[0] -clike "$wordToComplete*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
    }
}
`;
}

function commandEntry({ name, help, options, words }: CompletedCommand): string {
  const pairs = options.flatMap(({ flags, help }) =>
    flags.map((flag) => `, @(${quote(flag)}, ${quote(help)})`)
  );
  const values = options.flatMap(({ flags, value }) =>
    value === undefined ? [] : flags.map((flag) => `${quote(flag)} = ${list(wordsOf(value.candidates))}`)
  );
  return `        ${quote(name)} = @{
            Help = ${quote(help)}
            Words = ${list(words[0] === undefined ? [] : wordsOf(words[0].candidates))}
            Options = @(
${pairs.map((pair) => `                ${pair}`).join("\n")}
            )
            Values = @{
${values.map((value) => `                ${value}`).join("\n")}
            }
        }`;
}

/** With nothing to offer, PowerShell offers files by itself. */
function wordsOf(candidates: Candidates): readonly string[] {
  return candidates.kind === "words" ? candidates.words : [];
}

function list(words: readonly string[]): string {
  return `@(${words.map(quote).join(", ")})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
