/** The answer is larger than what is read. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/**
 * Reads a whole body into memory, up to a limit.
 *
 * The limit is on what comes out after decompression, so that a small answer cannot unfold without end.
 *
 * @param response whose body is read, and cancelled when it is too large
 * @param maxBytes the limit
 * @returns the bytes
 * @throws BodyTooLarge, and what the network throws
 */
export async function readBody(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of smallChunks(response.body)) {
    length += chunk.length;
    // Leaving the loop cancels the stream.
    if (length > maxBytes) throw new BodyTooLarge(`More than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** Larger than most answers of the Hub. */
const CHUNK_BYTES = 16_384;

/**
 * The pieces of a body, each a copy of its own size.
 *
 * Left to itself the runtime takes 64 kB for each piece, however small: many small answers then grow the process until the
 * next collection (measured with Deno 2.8.3: 1000 answers, 15 MB).
 */
async function* smallChunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = byteReaderOf(body);
  if (reader === undefined) return yield* body;
  let buffer = new ArrayBuffer(CHUNK_BYTES);
  let ended = false;
  try {
    while (true) {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (done) break;
      yield value.slice();
      buffer = value.buffer;
    }
    ended = true;
  } finally {
    if (!ended) await reader.cancel();
    reader.releaseLock();
  }
}

/** Only streams of bytes can be read into a buffer; what stands in for the network in tests may be another. */
function byteReaderOf(body: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: "byob" });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
