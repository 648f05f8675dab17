const SHORTEST_SECRET = 6;
const SHORTEST_ENCODED = 8;
const SHORTEST_WITH_TAIL = 20;
/** The longest token there is; anything longer is sent nowhere, so that nothing gives it another form. */
const LONGEST_ENCODED = 4096;

// Tokens have 34 letters and digits behind the prefix; repository names such as "my-hf_runs2024" have fewer.
const TOKEN_SHAPES = /hf_(?:oauth|jwt)_[A-Za-z0-9._~+/=-]{6,}|(?:hf|api_org)_[A-Za-z0-9]{24,}/g;
const AUTHORIZATION =
  /(authorization["']?[ \t]*[:=][ \t]*["']?(?:(?:bearer|basic|token|digest)[ \t]+)?)[^\s"',;]+/gi;
const BEARER = /(\bbearer[ \t]+)[A-Za-z0-9._~+/=-]{8,}/gi;
// All but the words that a hint writes in their place.
const URL_CREDENTIALS = /(:\/\/)(?!USER:PASSWORD@)[^\s/@"'<>]+@/g;
// What makes a presigned URL of a storage host a key to it.
const SIGNED_QUERY =
  /([?&](?:X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|Signature|Policy|token|access_token|sig)=)[^&\s"'<>)]+/gi;

const MASKED = /^(?:hf_|api_org_)?\*{4}[A-Za-z0-9]{0,4}$/;

interface KnownSecret {
  readonly secret: string;
  readonly mask: string;
  /** Finds itself and its encodings; of a text that is too long for a token, itself only. */
  readonly finder: RegExp | string;
  /** Finds the forms that no ordinary word can be. */
  readonly wordless: RegExp | string;
}

/**
 * Masks secrets in text that is about to leave the program.
 *
 * It finds each known secret as it is, in URLs and in Base64, and recognizes Hub tokens, authorization values,
 * credentials in URLs and signatures of storage URLs by their shape.
 * Sinks hand over whole messages, so that no secret is cut in two.
 */
export class Redactor {
  /** Longest first, so that one inside another does not leave half of it behind. */
  #known: readonly KnownSecret[] = [];
  readonly #tokens = new Set<string>();

  /**
   * Makes a secret known.
   *
   * @param secret a token or a password; one of fewer than six characters is not taken, it would mask ordinary words
   */
  add(secret: string): void {
    if (secret.length < SHORTEST_SECRET || this.#known.some((known) => known.secret === secret)) return;
    this.#known = [...this.#known, knownSecret(secret)].sort((a, b) => b.secret.length - a.secret.length);
  }

  /**
   * Makes a token known: it is masked like any secret, and {@linkcode holdsToken} finds it.
   *
   * @param token as it is sent
   */
  addToken(token: string): void {
    this.add(token);
    if (token.length >= SHORTEST_ENCODED) this.#tokens.add(token);
  }

  /**
   * Whether a text holds a token: one that was made known, or anything of its shape.
   *
   * @param text what is about to be sent or handed over, where masking would only make it wrong
   */
  holdsToken(text: string): boolean {
    return text.search(TOKEN_SHAPES) >= 0 || [...this.#tokens].some((token) => text.includes(token));
  }

  /**
   * Masks tokens, in any whole encoding, and nothing else, for documents in which another secret can occur by chance as an
   * ordinary word.
   *
   * @param text a whole document
   */
  maskTokens(text: string): string {
    let masked = text;
    for (const token of this.#tokens) masked = masked.replaceAll(token, () => maskSecret(token));
    for (const { secret, mask, wordless } of this.#known) {
      if (this.#tokens.has(secret)) masked = masked.replaceAll(wordless, () => mask);
    }
    return masked.replace(TOKEN_SHAPES, maskSecret);
  }

  /**
   * Masks every secret in a text.
   *
   * @param text a whole message
   * @returns the text with `hf_****abcd` in place of a token and `****` in place of anything else that is secret
   */
  redact(text: string): string {
    let masked = text;
    for (const { mask, finder } of this.#known) masked = masked.replaceAll(finder, () => mask);
    return masked
      .replace(TOKEN_SHAPES, maskSecret)
      .replace(AUTHORIZATION, keepMasked)
      .replace(BEARER, keepMasked)
      .replace(URL_CREDENTIALS, "$1****@")
      .replace(SIGNED_QUERY, "$1****");
  }
}

/**
 * The way a secret is shown: its kind and, of a long token, its last four characters.
 *
 * @param secret a token or a password
 * @returns for example `hf_****abcd`
 */
export function maskSecret(secret: string): string {
  const prefix = /^(?:hf_|api_org_)/.exec(secret)?.[0];
  if (prefix === undefined) return "****";
  return `${prefix}****${secret.length < SHORTEST_WITH_TAIL ? "" : secret.slice(-4)}`;
}

/** The longest form first, so that a form inside another one does not leave half of it behind. */
function alternatives(forms: Iterable<string>): RegExp {
  const sorted = [...forms].sort((a, b) => b.length - a.length);
  return new RegExp(sorted.map((form) => RegExp.escape(form)).join("|"), "gi");
}

function keepMasked(found: string, prefix: string): string {
  return MASKED.test(found.slice(prefix.length)) ? found : `${prefix}****`;
}

/**
 * A regular expression of a whole file would be too large for the engine, whose error quotes it: such a text is looked for
 * as it stands.
 */
function knownSecret(secret: string): KnownSecret {
  const mask = maskSecret(secret);
  const bytes = new TextEncoder().encode(secret);
  if (bytes.length > LONGEST_ENCODED) return { secret, mask, finder: secret, wordless: secret };
  const forms = [...formsOf(secret, bytes)];
  const long = forms.filter((form) => form.length >= SHORTEST_WITH_TAIL);
  return {
    secret,
    mask,
    finder: alternatives(forms),
    wordless: long.length === 0 ? secret : alternatives(long),
  };
}

function formsOf(secret: string, bytes: Uint8Array): Set<string> {
  const forms = [
    secret,
    ...withoutPrefix(secret),
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams({ "": secret }).toString().slice(1),
    ...base64Forms(bytes),
  ];
  return new Set(forms.filter((form, index) => index === 0 || form.length >= SHORTEST_ENCODED));
}

/** A token without `hf_` is as good as the token. */
function withoutPrefix(secret: string): string[] {
  const body = secret.replace(/^(?:hf_(?:oauth_|jwt_)?|api_org_)/, "");
  return body !== secret && body.length >= SHORTEST_WITH_TAIL ? [body] : [];
}

// A secret inside a longer text ("user:secret") may begin at any of three places within a group of four Base64
// characters. Of each, only the characters that depend on nothing but the secret are looked for.
function base64Forms(bytes: Uint8Array): string[] {
  return [0, 1, 2].flatMap((before) => {
    const padded = new Uint8Array(before + bytes.length);
    padded.set(bytes, before);
    const encoded = btoa(String.fromCharCode(...padded));
    const own = encoded.slice(Math.ceil(before * 8 / 6), Math.floor(padded.length * 8 / 6));
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
