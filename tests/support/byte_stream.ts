/**
 * A response whose body is a stream of bytes, as that of every `fetch` is; one made from text is not.
 *
 * @param response as it was constructed
 */
export function withByteStream(response: Response): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream({
    type: "bytes",
    async pull(controller) {
      let { value, done } = await reader.read();
      while (value?.length === 0) ({ value, done } = await reader.read());
      if (!done && value !== undefined) return controller.enqueue(value);
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, response);
}
