/** The three standard streams. */
export interface Terminal {
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** How wide it is at the moment; `undefined` where nobody knows. */
  columns(): number | undefined;
  /** Writes the whole text. A reader that has gone away (a closed pipe) is no error; false tells of it. */
  writeStdout(text: string): boolean;
  writeStderr(text: string): void;
  /** All of standard input, or little more than so many bytes of it. */
  readStdin(limit: number): Promise<Uint8Array>;
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
  };
}

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): boolean {
  let bytes = new TextEncoder().encode(text);
  try {
    // One write may take only a part of the bytes, for instance into a pipe.
    while (bytes.length > 0) bytes = bytes.subarray(writeSome(stream, bytes));
    return true;
  } catch (error) {
    // `hf-dataset-setup --help | head -1` is no failure (platform 5.2: writeSync throws where console would not).
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
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_STREAM_WAIT_MS);
    return 0;
  }
}

const FULL_STREAM_WAIT_MS = 5;
