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
  for await (const chunk of response.body) {
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
