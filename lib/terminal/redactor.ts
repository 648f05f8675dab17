const SHORTEST_SECRET = 6;
const SHORTEST_ENCODED = 8;
const SHORTEST_WITH_TAIL = 20;
/** The longest token there is; anything longer is sent nowhere, so that nothing gives it another form. */
const LONGEST_ENCODED = 4096;

// Tokens have 34 letters and digits behind the prefix; repository names such as "my-hf_runs2024" have fewer.
const TOKEN_SHAPES = /hf_(?:oauth|jwt)_[A-Za-z0-9._~+/=-]{6,}|(?:hf|api_org)_[A-Za-z0-9]{24,}/g;
// All but the words that a hint writes in their place.
const URL_CREDENTIALS = /(:\/\/)(?!USER:PASSWORD@)[^\s/@"'<>]+@/g;
// What makes a presigned URL of a storage host a key to it.
const SIGNED_QUERY =
  /([?&](?:X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|Signature|Policy|token|access_token|sig)=)[^&\s"'<>)]+/gi;

interface KnownSecret {
  readonly secret: string;
  /** Finds itself and its encodings; of a text that is too long for a token, itself only. */
  readonly finder: RegExp | string;
  /** Of a token: finds the forms that no ordinary word can be. */
  readonly wordless: RegExp | string | undefined;
}

/**
 * Masks secrets in text that is about to leave the program.
 *
 * It finds each known secret as it is, in URLs and in Base64, and recognizes Hub tokens, credentials in URLs and signatures
 * of storage URLs by their shape. Sinks hand over whole messages, so that no secret is cut in two.
 */
export class Redactor {
  /** Longest first, so that one inside another does not leave half of it behind. */
  #known: readonly KnownSecret[] = [];

  /** Makes a secret known; one of fewer than six characters is not taken, it would mask ordinary words. */
  add(secret: string): void {
    if (secret.length < SHORTEST_SECRET || this.#known.some((known) => known.secret === secret)) return;
    this.#learn(secret, { isToken: false });
  }

  /** Makes a token known: it is masked like any secret, and {@linkcode holdsToken} finds it. */
  addToken(token: string): void {
    if (token.length < SHORTEST_ENCODED) this.add(token);
    else this.#learn(token, { isToken: true });
  }

  #learn(secret: string, options: { isToken: boolean }): void {
    const others = this.#known.filter((known) => known.secret !== secret);
    this.#known = [...others, knownSecret(secret, options)].sort((a, b) => b.secret.length - a.secret.length);
  }

  /** Whether a text, which masking would only make wrong, holds a token: one that was made known, or its shape. */
  holdsToken(text: string): boolean {
    return text.search(TOKEN_SHAPES) >= 0 ||
      this.#known.some(({ secret, wordless }) => wordless !== undefined && text.includes(secret));
  }

  /** Masks tokens, in any whole encoding, and nothing else: in a document, another secret can be an ordinary word. */
  maskTokens(text: string): string {
    let masked = text;
    for (const { secret, wordless } of this.#known) {
      const mask = () => maskSecret(secret);
      if (wordless !== undefined) masked = masked.replaceAll(secret, mask).replaceAll(wordless, mask);
    }
    return masked.replace(TOKEN_SHAPES, maskSecret);
  }

  /** Masks every secret in a whole message: a token as `hf_****abcd`, anything else as `****`. */
  redact(text: string): string {
    let masked = text;
    for (const { secret, finder } of this.#known) {
      masked = masked.replaceAll(finder, () => maskSecret(secret));
    }
    return masked.replace(TOKEN_SHAPES, maskSecret).replace(URL_CREDENTIALS, "$1****@")
      .replace(SIGNED_QUERY, "$1****");
  }
}

/** The way a secret is shown: its kind and, of a long token, its last four characters, as in `hf_****abcd`. */
export function maskSecret(secret: string): string {
  const prefix = /^(?:hf_|api_org_)/.exec(secret)?.[0];
  if (prefix === undefined) return "****";
  return `${prefix}****${secret.length < SHORTEST_WITH_TAIL ? "" : secret.slice(-4)}`;
}

/** The longest form first, so that a form inside another one does not leave half of it behind. */
function alternatives(forms: readonly string[]): RegExp {
  const sorted = forms.toSorted((a, b) => b.length - a.length);
  return new RegExp(sorted.map(RegExp.escape).join("|"), "gi");
}

/** A regular expression of a whole file would be too large for the engine: such a text is looked for as it stands. */
function knownSecret(secret: string, { isToken }: { isToken: boolean }): KnownSecret {
  const bytes = new TextEncoder().encode(secret);
  if (bytes.length > LONGEST_ENCODED) {
    return { secret, finder: secret, wordless: isToken ? secret : undefined };
  }
  const body = secret.replace(/^(?:hf_(?:oauth_|jwt_)?|api_org_)/, "");
  const encoded = [
    // A token without `hf_` is as good as the token.
    ...(body.length >= SHORTEST_WITH_TAIL ? [body] : []),
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams({ "": secret }).toString().slice(1),
    ...base64Forms(bytes),
  ].filter((form) => form.length >= SHORTEST_ENCODED);
  const long = [secret, ...encoded].filter((form) => form.length >= SHORTEST_WITH_TAIL);
  return {
    secret,
    finder: alternatives([secret, ...encoded]),
    wordless: !isToken ? undefined : long.length === 0 ? secret : alternatives(long),
  };
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
