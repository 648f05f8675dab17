/** One environment variable that the program reads, or a few that mean the same. */
interface VariableRow {
  readonly names: readonly string[];
  readonly help: string;
}

/**
 * Every environment variable that the program reads, by topic: the help shows them, and binaries are granted no others.
 *
 * Those without a help text are looked at by the library that draws the questions.
 */
export const VARIABLES: Readonly<Record<string, readonly VariableRow[]>> = {
  "Token": [
    { names: ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"], help: "the token" },
    { names: ["HF_TOKEN_PATH", "HF_HOME", "XDG_CACHE_HOME"], help: 'where "hf auth login" keeps the token' },
    { names: ["HOME", "USERPROFILE"], help: "your home folder, where .cache/huggingface is" },
    {
      names: ["HF_OIDC_RESOURCE"],
      help: "a keyless login of CI, which other clients of the Hub prefer to HF_TOKEN",
    },
    { names: ["HF_USERNAME"], help: "the user that the token must belong to" },
  ],
  "Defaults": [
    { names: ["HF_DATASET_SETUP_ORG"], help: "owner of new datasets, as with --org" },
    { names: ["HF_DATASET_SETUP_VISIBILITY"], help: "visibility of new datasets: private or public" },
    { names: ["TRACKIO_DATASET_REPO"], help: "the dataset that your programs use now" },
    {
      names: ["TRACKIO_DATASET_ID", "TRACKIO_BUCKET_ID", "TRACKIO_SPACE_ID", "TRACKIO_SERVER_URL"],
      help: "what Trackio uses, which doctor compares",
    },
  ],
  "Hub": [
    { names: ["HF_ENDPOINT"], help: "the Hub to use, as with --endpoint" },
    { names: ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"], help: "1 forbids every request" },
  ],
  "Network": [
    {
      names: ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"],
      help: "the proxy, with USER:PASSWORD@ where it needs them",
    },
    { names: ["NO_PROXY", "no_proxy"], help: "hosts that are reached without the proxy" },
    {
      names: ["DENO_CERT", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"],
      help: "a file with certificates to trust as well",
    },
    { names: ["SSL_CERT_FILE"], help: "a file with certificates to trust instead of the system's" },
    { names: ["DENO_TLS_CA_STORE"], help: "system, mozilla, or both" },
  ],
  "Terminal": [
    { names: ["NO_COLOR"], help: "no colors, as with --no-color" },
    { names: ["TERM"], help: "dumb: plain questions without colors or cursor movement" },
    { names: ["LC_ALL", "LC_CTYPE", "LANG"], help: "whether symbols can be shown (UTF-8)" },
    {
      names: ["SHELL", "PSModulePath", "PROMPT", "MSYSTEM", "NU_VERSION", "XONSH_VERSION"],
      help: "which shell you use",
    },
    {
      names: [
        "TERM_PROGRAM",
        "TERMINAL_EMULATOR",
        "TERMINUS_SUBLIME",
        "WT_SESSION",
        "ConEmuTask",
        "INQUIRER_KEYBINDINGS",
        "CLI_WIDTH",
        "CI",
        "FORCE_COLOR",
      ],
      help: "how the questions are drawn",
    },
  ],
  "Git": [
    {
      names: ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"],
      help: "a repository or an index elsewhere that may track the env file",
    },
  ],
  "GitHub Actions": [
    { names: ["GITHUB_ENV", "GITHUB_OUTPUT"], help: "the files that --output github adds to" },
  ],
};
