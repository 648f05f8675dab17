/** The three standard streams. */
export interface Terminal {
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** How wide it is at the moment; `undefined` where unknown. */
  columns(): number | undefined;
  /** Writes the whole text. A reader that has gone away (a closed pipe) is no error; it returns false. */
  writeStdout(text: string): boolean;
  writeStderr(text: string): void;
  /** All of standard input, or little more than so many bytes of it. */
  readStdin(limit: number): Promise<Uint8Array>;
  /** The next line that is typed, `hidden` without being shown; `undefined` where the input ends. */
  readLine(options: { readonly hidden: boolean }): Promise<string | undefined>;
}

/** The streams of this process. */
export function processTerminal(): Terminal {
  return {
    stdinIsTerminal: Deno.stdin.isTerminal(),
    stdoutIsTerminal: Deno.stdout.isTerminal(),
    stderrIsTerminal: Deno.stderr.isTerminal(),
    columns() {
      try {
        return Deno.consoleSize().columns || undefined;
      } catch {
        // None of the streams is a terminal.
        return undefined;
      }
    },
    writeStdout: (text) => writeAll(Deno.stdout, text),
    writeStderr(text) {
      try {
        writeAll(Deno.stderr, text);
      } catch {
        // A log on a full disk must not end the work, and there is nowhere else to say it.
      }
    },
    async readStdin(limit) {
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      let length = 0;
      for await (const chunk of Deno.stdin.readable) {
        chunks.push(chunk);
        length += chunk.length;
        if (length > limit) break;
      }
      return await new Blob(chunks).bytes();
    },
    readLine,
  };
}

/** What was typed behind the last line that was read. */
let typedAhead = "";

async function readLine({ hidden }: { readonly hidden: boolean }): Promise<string | undefined> {
  // Windows knows no mode in which Ctrl-C is still a signal.
  if (hidden) Deno.stdin.setRaw(true, { cbreak: Deno.build.os !== "windows" });
  try {
    const decoder = new TextDecoder();
    const chunk = new Uint8Array(1024);
    for (;;) {
      const [all, line = "", rest = ""] = /^(.*?)(?:\r\n|\r|\n)(.*)$/s.exec(typedAhead) ?? [];
      if (all !== undefined) {
        typedAhead = rest;
        return hidden ? withoutErased(line) : line;
      }
      const length = await Deno.stdin.read(chunk);
      if (length === null) return undefined;
      typedAhead += decoder.decode(chunk.subarray(0, length), { stream: true });
    }
  } finally {
    if (hidden) Deno.stdin.setRaw(false);
  }
}

/** The terminal erases nothing while it shows nothing. */
function withoutErased(line: string): string {
  let kept = "";
  for (const character of line) kept = /[\b\x7f]/.test(character) ? kept.slice(0, -1) : kept + character;
  return kept;
}

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): boolean {
  let bytes = new TextEncoder().encode(text);
  try {
    // One write may take only a part of the bytes, for instance into a pipe.
    while (bytes.length > 0) bytes = bytes.subarray(writeSome(stream, bytes));
    return true;
  } catch (error) {
    // `hf-dataset-setup --help | head -1` is no failure (writeSync throws where console would not).
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    return false;
  }
}

/**
 * Writes some of the bytes, none where the stream is full: one that another program has made non-blocking says so instead
 * of waiting (measured with Deno 2.8.3: a pipe, after 64 kB).
 */
function writeSome(stream: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): number {
  try {
    return stream.writeSync(bytes);
  } catch (error) {
    if (!(error instanceof Deno.errors.WouldBlock)) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    return 0;
  }
}
