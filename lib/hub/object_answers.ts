/**
 * Hands the library an object wherever it was answered `null`: it reads fields of what it parsed, and would fail with an
 * error that says nothing. What is missing in an object is noticed by those who look at the result.
 *
 * @param hubFetch the one fetch
 */
export function withObjects(hubFetch: typeof fetch): typeof fetch {
  return async (input, init) => {
    const answer = await hubFetch(input, init);
    if (answer.headers.get("content-type")?.startsWith("application/json") !== true) return answer;
    const body: unknown = await answer.json();
    return Response.json(body ?? {}, {
      status: answer.status,
      headers: { "content-type": "application/json" },
    });
  };
}
