/** A name with what it means. */
export type Term = readonly [term: string, meaning: string];

export interface Block {
  readonly title?: string;
  readonly text?: string;
  readonly terms?: readonly Term[];
  /** Lines to be copied, each with what it does. */
  readonly code?: readonly (readonly [line: string, meaning?: string])[];
}

/**
 * Every environment variable that the program reads, by topic: the help shows them, and binaries are granted no others. Some
 * are looked at only by the library that draws the questions.
 */
export const VARIABLES: Readonly<Record<string, readonly Term[]>> = {
  "Token": [
    ["HF_TOKEN, HUGGING_FACE_HUB_TOKEN", "the token"],
    ["HF_TOKEN_PATH, HF_HOME, XDG_CACHE_HOME", 'where "hf auth login" keeps the token'],
    ["HOME, USERPROFILE", "your home folder, where .cache/huggingface is"],
    ["HF_OIDC_RESOURCE", "a keyless login of CI, which other clients of the Hub prefer to HF_TOKEN"],
    ["HF_USERNAME", "the user that the token must belong to"],
  ],
  "Defaults": [
    ["HF_DATASET_SETUP_ORG", "owner of new datasets, as with --org"],
    ["HF_DATASET_SETUP_VISIBILITY", "visibility of new datasets: private or public"],
    ["TRACKIO_DATASET_REPO", "the dataset that your programs use now"],
    [
      "TRACKIO_DATASET_ID, TRACKIO_BUCKET_ID, TRACKIO_SPACE_ID, TRACKIO_SERVER_URL",
      "what Trackio uses, which doctor compares",
    ],
  ],
  "Hub": [
    ["HF_ENDPOINT", "the Hub to use, as with --endpoint"],
    ["HF_HUB_OFFLINE, TRANSFORMERS_OFFLINE", "1 forbids every request"],
  ],
  "Network": [
    [
      "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, https_proxy, http_proxy, all_proxy",
      "the proxy, with USER:PASSWORD@ where it needs them",
    ],
    ["NO_PROXY, no_proxy", "hosts that are reached without the proxy"],
    ["DENO_CERT, NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE", "a file with certificates to trust as well"],
    ["SSL_CERT_FILE", "a file with certificates to trust instead of the system's"],
    ["DENO_TLS_CA_STORE", "system, mozilla, or both"],
  ],
  "Terminal": [
    ["NO_COLOR", "no colors, as with --no-color"],
    ["TERM", "dumb: plain questions without colors or cursor movement"],
    ["LC_ALL, LC_CTYPE, LANG", "whether symbols can be shown (UTF-8)"],
    ["SHELL, PSModulePath, PROMPT, MSYSTEM, NU_VERSION, XONSH_VERSION", "which shell you use"],
    [
      "TERM_PROGRAM, TERMINAL_EMULATOR, TERMINUS_SUBLIME, WT_SESSION, ConEmuTask, INQUIRER_KEYBINDINGS, CLI_WIDTH, CI, FORCE_COLOR",
      "how the questions are drawn",
    ],
  ],
  "Git": [
    [
      "GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE",
      "a repository or an index elsewhere that may track the env file",
    ],
  ],
  "GitHub Actions": [
    ["GITHUB_ENV, GITHUB_OUTPUT", "the files that --output github adds to"],
  ],
};

export const TOPICS: readonly {
  readonly name: string;
  readonly help: string;
  readonly blocks: readonly Block[];
}[] = [
  {
    name: "environment",
    help: "Every environment variable that is read",
    blocks: [
      { text: "An empty variable counts as unset. Options win over variables." },
      ...Object.entries(VARIABLES).map(([title, terms]) => ({ title, terms })),
    ],
  },
  {
    name: "permissions",
    help: "What the token needs, and what is done on your machine",
    blocks: [
      {
        text:
          "Permissions are read from the Hub's answer to whoami before anything is tried. If one is missing, the error names it and links to the token page with the right boxes ticked.",
      },
      {
        title: "Token",
        terms: [
          ["whoami, list, doctor", "any token"],
          [
            "setup, use, configure",
            "the role write, or a fine-grained token with write access to the owner's datasets",
          ],
          ["share", "write access to the dataset; in an organization the role write or admin"],
          ["--space, trackio", "write access to the owner's Spaces, too"],
          ["organizations", "the role contributor or higher, and the organization must allow the token"],
        ],
      },
      {
        title: "Your machine",
        terms: [
          ["files read", "the env file, the token file, git's files around the env file, and files you name"],
          [
            "files written",
            "the env file, through two temporary files next to it; the login of hf with --save-login, and what --output github names",
          ],
          ["network", "the Hub, its storage for large files, and your proxy"],
          ["never", "other programs, native code, telemetry, update checks"],
        ],
      },
    ],
  },
  {
    name: "network",
    help: "Time limits, retries, proxies and certificates",
    blocks: [
      {
        text:
          "Each request has a time limit (--timeout). It is retried up to --retries times where that is safe, with growing pauses, or for as long as the Hub asks. If the response to a creation is lost, the program looks for the dataset instead of creating it again.",
      },
      {
        title: "Proxies and certificates",
        terms: [
          ["HTTPS_PROXY", "the proxy, such as http://USER:PASSWORD@proxy.example:8080"],
          ["NO_PROXY", "hosts that are reached without it"],
          ["DENO_CERT", "a file with your company's certificate, trusted in addition"],
          ["SSL_CERT_FILE", "a file that replaces the system's certificates"],
        ],
      },
      {
        title: "Other Hubs",
        text:
          "--endpoint or HF_ENDPOINT names another Hub. It is announced before it gets the token. Plain HTTP is accepted for this machine only. HF_HUB_OFFLINE=1 forbids every request.",
      },
      { title: "To see what goes wrong", code: [["hf-dataset-setup doctor --verbose"]] },
    ],
  },
  {
    name: "recipes",
    help: "Lines to copy for scripts, CI, containers and notebooks",
    blocks: [
      {
        title: "A launch script",
        code: [
          ["repo=$(hf-dataset-setup --yes --private) || exit"],
          ["TRACKIO_DATASET_REPO=$repo python train.py"],
        ],
      },
      {
        title: "This shell, stopping on errors",
        code: [["lines=$(hf-dataset-setup --yes --output sh) || exit"], ['eval "$lines"']],
      },
      {
        title: "GitHub Actions",
        code: [
          ["- id: setup"],
          ["  run: hf-dataset-setup --yes --no-env-file --output github"],
          ["  env:"],
          ["    HF_TOKEN: ${{ secrets.HF_TOKEN }}"],
        ],
      },
      { title: "Docker", code: [["hf-dataset-setup --yes && docker run --env-file .env IMAGE"]] },
      { title: "A Space that needs the variable", code: [["hf-dataset-setup --yes --space OWNER/NAME"]] },
      {
        title: "Two datasets in one env file",
        code: [
          ["hf-dataset-setup --yes --name evals --var EVAL_DATASET_REPO"],
          ['eval "$(hf-dataset-setup env --var TRACKIO_DATASET_REPO --var EVAL_DATASET_REPO)"'],
        ],
      },
      { title: "Many datasets, checked in CI", code: [["hf-dataset-setup apply plan.json --check"]] },
    ],
  },
  {
    name: "exit-codes",
    help: "What each exit code means",
    blocks: [
      {
        terms: [
          ["0", "done: created, or already exists and usable; or an id you typed that could not be verified"],
          ["1", "a defect of this program"],
          ["2", "usage: options, names, or a question without a terminal to answer it"],
          ["3", "the token is missing, malformed, refused or expired"],
          ["4", "the token is not allowed to do this"],
          ["5", "conflict with what is on the Hub: not found, quota used up, another visibility"],
          ["6", "the network or the Hub failed, retries included"],
          ["7", "a local file could not be read or written"],
          ["130", "cancelled"],
        ],
      },
      { text: "doctor exits with the code of its first problem, or with 0." },
    ],
  },
  {
    name: "json",
    help: "The document that --output json prints",
    blocks: [
      {
        terms: [
          ["schema", "1; it changes when a field is removed or changes its meaning"],
          ["command", "the command that ran"],
          ["ok", "whether it succeeded"],
          ["result", "the fields of that command; null if it failed before it had any"],
          ["warnings", "what to know although it worked"],
          ["changes", "what was changed, also if it failed later"],
          ["next", "commands to run next"],
          ["error", "null, or code, message, hint, url, next and exit"],
        ],
      },
      {
        text:
          "error.code is stable; message and hint are for people. The JSON Schema of every command and failure is result.schema.json among the release assets.",
      },
      { title: "Try it", code: [["hf-dataset-setup whoami --output json"]] },
    ],
  },
];
