/** What a word of another tool is here. */
export interface Pointer {
  /** One sentence, with a colon where commands follow. */
  readonly hint: string;
  readonly next: readonly string[];
}

const SETUP: Pointer = {
  hint: "To create a dataset, run it without a command:",
  next: ["hf-dataset-setup --name NAME"],
};
const LOG_IN: Pointer = {
  hint: "It uses HF_TOKEN or the login of the hf program; to log in:",
  next: ["hf auth login"],
};
const LOG_OUT: Pointer = {
  hint: "It keeps no login; to end that of the hf program:",
  next: ["hf auth logout"],
};
const LIST: Pointer = { hint: "To list your datasets:", next: ["hf-dataset-setup list"] };
const DELETE: Pointer = {
  hint: "It deletes nothing; delete a dataset on the Hub, on the page of its settings",
  next: [],
};
const VERSION: Pointer = { hint: "To show the version:", next: ["hf-dataset-setup --version"] };
const UPDATE: Pointer = {
  hint: "To update, install it again the way you installed it; to show the version:",
  next: VERSION.next,
};
const STATUS: Pointer = { hint: "To check everything:", next: ["hf-dataset-setup doctor"] };
const CONFIGURE: Pointer = {
  hint: "To change the settings of a dataset:",
  next: ["hf-dataset-setup configure --help"],
};
const SHARE: Pointer = { hint: "To show who can read a dataset:", next: ["hf-dataset-setup share --help"] };
const WHOAMI: Pointer = { hint: "To show whose token this is:", next: ["hf-dataset-setup whoami"] };

/** Words in the place of a command, as gh, git, hf, npm and others have them: none of them becomes a dataset. */
export const FOREIGN_COMMANDS: Readonly<Record<string, Pointer>> = {
  init: SETUP,
  create: SETUP,
  new: SETUP,
  add: SETUP,
  repo: SETUP,
  repos: LIST,
  dataset: LIST,
  datasets: LIST,
  login: LOG_IN,
  auth: LOG_IN,
  logout: LOG_OUT,
  ls: LIST,
  delete: DELETE,
  remove: DELETE,
  rm: DELETE,
  version: VERSION,
  update: UPDATE,
  upgrade: UPDATE,
  status: STATUS,
  check: STATUS,
  info: STATUS,
  show: STATUS,
  config: CONFIGURE,
  set: CONFIGURE,
  edit: CONFIGURE,
  settings: CONFIGURE,
  access: SHARE,
  grant: SHARE,
  invite: SHARE,
  user: WHOAMI,
  account: WHOAMI,
  switch: { hint: "To use another dataset:", next: ["hf-dataset-setup use REPO"] },
  select: { hint: "To use another dataset:", next: ["hf-dataset-setup use REPO"] },
  plan: { hint: "To compare a plan file with the Hub:", next: ["hf-dataset-setup apply PLAN --dry-run"] },
  completion: { hint: "To print the completion script:", next: ["hf-dataset-setup completions SHELL"] },
};

const option = (name: string): Pointer => ({ hint: `Use ${name} instead`, next: [] });
const TOKEN: Pointer = {
  hint:
    "Arguments show up in ps and in your shell history: use HF_TOKEN, --token-stdin or --token-file instead",
  next: [],
};

/** Options of other tools. */
export const FOREIGN_OPTIONS: Readonly<Record<string, Pointer>> = {
  "--json": option("--output json"),
  "--format": option("--output"),
  "-o": option("--output"),
  "--token": TOKEN,
  "-t": TOKEN,
  "-V": option("--version"),
  "--repo": option("--name"),
  "--repo-id": option("--name"),
  "--owner": option("--org"),
  "--organization": option("--org"),
  "--namespace": option("--org"),
  "--visibility": option("--private or --public"),
  "--force": option("--yes"),
  "-f": option("--yes"),
  "--no-input": option("--yes"),
  "--non-interactive": option("--yes"),
  "--no-interactive": option("--yes"),
  "--silent": option("--quiet"),
  "--debug": option("--verbose"),
  "--file": option("--env-file"),
  "--exist-ok": { hint: "An existing dataset is always reused; leave the option out", next: [] },
};
