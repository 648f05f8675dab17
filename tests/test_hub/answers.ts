/** What the Hub answers: the shape of an answer, and every refusal that is known word by word. */

/** An answer, before the headers that every answer of the Hub carries are added to it. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A refusal on its way out of a route: thrown where it is found, answered by the server. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly answer: Answer;
  /** The same for paths outside `/api`, where bodies are plain text (lib/hub/README.md#errors). */
  readonly plainAnswer: Answer;

  constructor(answer: Answer, text?: string) {
    super(text ?? `The Hub answers with ${answer.status}`);
    this.answer = answer;
    this.plainAnswer = text === undefined ? answer : {
      ...answer,
      headers: { ...answer.headers, "Content-Type": "text/plain; charset=utf-8" },
      body: text,
    };
  }
}

/** An answer whose body is JSON. */
export function jsonAnswer(value: unknown, answer: Partial<Omit<Answer, "body">> = {}): Answer {
  return {
    status: answer.status ?? 200,
    headers: { "Content-Type": "application/json; charset=utf-8", ...answer.headers },
    body: JSON.stringify(value),
  };
}

/** An answer whose body is plain text. */
export function textAnswer(text: string, answer: Partial<Omit<Answer, "body">> = {}): Answer {
  return {
    status: answer.status ?? 200,
    headers: { "Content-Type": "text/plain; charset=utf-8", ...answer.headers },
    body: text,
  };
}

/** What a refusal says besides its message. */
export interface RefusalDetails {
  /** `X-Error-Code`, which only some refusals carry (lib/hub/README.md#errors). */
  readonly code?: string;
  /** More keys of the body. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `X-Error-Message` is an ASCII copy: other characters become `*`, white space is collapsed. */
export function errorMessageHeader(message: string): string {
  // deno-lint-ignore no-control-regex -- everything outside ASCII is meant
  return message.replace(/[^\x00-\x7f]/gu, "*").replace(/\s+/g, " ").trim();
}

/** The envelope of errors under `/api`: `{"error": …}` and a copy in the headers (lib/hub/README.md#errors). */
export function refusal(status: number, message: string, details: RefusalDetails = {}): Refusal {
  const headers = {
    ...(details.code === undefined ? {} : { "X-Error-Code": details.code }),
    "X-Error-Message": errorMessageHeader(message),
    ...details.headers,
  };
  return new Refusal(jsonAnswer({ error: message, ...details.body }, { status, headers }), message);
}

/** The body is not what the route takes: the text of the Hub's validator (lib/hub/README.md#errors). */
export function invalidInput(issue: string, at: string): Refusal {
  return refusal(400, `✖ ${issue}\n  → at ${at}`);
}

const CHALLENGE = { "WWW-Authenticate": 'Bearer realm="Authentication required", charset="UTF-8"' };

/** No token, or one that the Hub does not know; no `X-Error-Code` (lib/hub/README.md#whoami). */
export function invalidLogin(): Refusal {
  return refusal(401, "Invalid username or password.", { headers: CHALLENGE });
}

/** A token that is no longer good, in the other wording (lib/hub/README.md#whoami). */
export function invalidCredentials(): Refusal {
  return refusal(401, "Invalid credentials in Authorization header", { headers: CHALLENGE });
}

/** A token past its date (lib/hub/README.md#whoami). */
export function expiredToken(displayName: string): Refusal {
  return refusal(401, `User Access Token "${displayName}" is expired`, { headers: CHALLENGE });
}

/** A token that the policy of an organization keeps out (lib/hub/README.md#whoami; the wording is not established). */
export function tokenNeedsApproval(organization: string): Refusal {
  return refusal(403, `This token needs approval by an administrator of the organization "${organization}".`);
}

/** A token that an administrator of an organization revoked there (lib/hub/README.md#whoami; the wording is not established). */
export function tokenRevokedByOrganization(organization: string): Refusal {
  return refusal(
    403,
    `This token has been revoked by an administrator of the organization "${organization}".`,
  );
}

/** The repository is not there, or is hidden from a caller who has a token. */
export function repositoryNotFound(): Refusal {
  return refusal(404, "Repository not found", { code: "RepoNotFound" });
}

/** A branch, tag or commit that is not there (lib/hub/README.md#hidden-repositories). */
export function revisionNotFound(revision: string): Refusal {
  return refusal(404, `Invalid rev id: ${revision}`, { code: "RevisionNotFound" });
}

/** A file or folder that is not there (lib/hub/README.md#hidden-repositories). */
export function entryNotFound(path: string): Refusal {
  return refusal(404, `${path} does not exist`, { code: "EntryNotFound" });
}

/** The files of a gated repository, to a caller who has not been let in (lib/hub/README.md#errors). */
export function gatedRepository(id: string, signedIn: boolean): Refusal {
  return signedIn
    ? refusal(403, `Access to dataset ${id} is restricted and you are not in the authorized list.`, {
      code: "GatedRepo",
    })
    : refusal(
      401,
      `Access to dataset ${id} is restricted. You must have access to it and be authenticated.`,
      {
        code: "GatedRepo",
      },
    );
}

/** The caller may read, and wants to write (lib/hub/README.md#settings). */
export function missingPermission(): Refusal {
  return refusal(403, "You have read access but not the required permissions for this operation");
}

/** The one refusal of creation for a read token, a missing scope, a stranger and an unknown namespace. */
export function creationForbidden(type: string, namespace: string): Refusal {
  return refusal(403, `You don't have the rights to create a ${type} under the namespace "${namespace}"`);
}

/** A name that breaks the rules of names (lib/hub/README.md#creating-a-repository). */
export function invalidRepositoryName(): Refusal {
  return refusal(
    400,
    "Only regular characters and '-', '_', '.' are accepted. '--' and '..' are forbidden. '-' and '.' cannot start " +
      'or end the name. The name cannot end with ".git". Max length is 96.',
  );
}

/** The name is taken by a repository of the same kind (lib/hub/README.md#creating-a-repository). */
export function alreadyCreated(type: string, url: string): Refusal {
  return refusal(409, `You already created this ${type} repo`, { body: { url } });
}

/** The quota of creations of a day, told apart from the window limit by the body alone. */
export function creationQuotaUsedUp(perDay: number): Refusal {
  return refusal(429, `You have exceeded the rate limit for repository creation (${perDay} per day).`);
}

/** The window of requests is used up; the headers `RateLimit` and `RateLimit-Policy` say until when. */
export function windowUsedUp(
  bucket: string,
  window: { quota: number; windowSeconds: number; retryAfter?: number | undefined },
): Refusal {
  return refusal(
    429,
    `Too many requests: ${window.quota} ${bucket} requests per ${window.windowSeconds} seconds`,
    {
      ...(window.retryAfter === undefined ? {} : { headers: { "Retry-After": String(window.retryAfter) } }),
    },
  );
}

/** Something that only a paid plan has (lib/hub/README.md#creating-a-repository). */
export function paymentRequired(message: string): Refusal {
  return refusal(402, message);
}
