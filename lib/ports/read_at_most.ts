/** Where bytes come from: a file, stdin, or a body behind {@linkcode bodySource}. */
interface ByteSource {
  /** Fills the buffer as far as it can; `null` at the end. */
  read(buffer: Uint8Array<ArrayBuffer>): Promise<number | null>;
}

/** Reads everything; undefined if there are more bytes than the limit. `expected`: how many it will probably be. */
export async function readAtMost(
  source: ByteSource,
  limit: number,
  expected = 4095,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  // One byte more than expected shows that it was all.
  let buffer = new Uint8Array(Math.min(limit, expected) + 1);
  let length = 0;
  while (true) {
    const count = await source.read(buffer.subarray(length));
    if (count === null) return buffer.subarray(0, length);
    length += count;
    if (length > limit) return undefined;
    if (length === buffer.length) {
      const larger = new Uint8Array(Math.min(limit + 1, buffer.length * 2));
      larger.set(buffer);
      buffer = larger;
    }
  }
}

/** Larger than most answers of the Hub. */
const CHUNK_BYTES = 16_384;

/**
 * Reads a body through one small buffer; disposing of it cancels what was not read.
 *
 * Left to itself the runtime takes 64 kB for each piece, however small: many small answers then grow the process until the
 * next collection (measured with Deno 2.8.3: 1000 answers, 15 MB).
 */
export function bodySource(body: ReadableStream<Uint8Array>): ByteSource & AsyncDisposable {
  const reader = body.getReader({ mode: "byob" });
  let chunk = new ArrayBuffer(CHUNK_BYTES);
  let isEnded = false;
  return {
    async read(buffer) {
      const { value, done } = await reader.read(
        new Uint8Array(chunk, 0, Math.min(CHUNK_BYTES, buffer.length)),
      );
      isEnded = done;
      if (value === undefined) return null;
      chunk = value.buffer;
      buffer.set(value);
      return done ? null : value.length;
    },
    async [Symbol.asyncDispose]() {
      // What broke the stream is thrown where it was read.
      if (!isEnded) await reader.cancel().catch(() => {});
      reader.releaseLock();
    },
  };
}
