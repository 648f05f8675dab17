/** The same job by other means, as far as this machine has them: each a whole process. */
import { whereIs } from "../install/tools.ts";
import { type Command, measure } from "./measure.ts";

export const SHELL_SCRIPT = "four lines of curl and jq";

const CURL_AND_JQ = `ask() { curl -sf -H "Authorization: Bearer $HF_TOKEN" "$@"; }
repo=$(ask "$HF_ENDPOINT/api/whoami-v2" | jq -r .name)/there
ask "$HF_ENDPOINT/api/datasets/$repo" | jq -r .id
echo "TRACKIO_DATASET_REPO=$repo" > .env
`;

const PYTHON = `import os
from huggingface_hub import HfApi

api = HfApi()
repo = api.whoami()["name"] + "/there"
api.create_repo(repo, repo_type="dataset", exist_ok=True)
with open(".env", "w") as file:
    file.write(f"TRACKIO_DATASET_REPO={repo}\\n")
print(repo)
`;

/**
 * Finds the other ways that work here.
 *
 * @param at the Hub, a token, and the folder to run in
 * @returns names and commands; the shell script first where there is one
 */
export async function otherWays(
  at: { readonly url: string; readonly token: string; readonly folder: string },
): Promise<(readonly [name: string, command: Command])[]> {
  const { folder: cwd } = at;
  const [sh, curl, jq, python, hf] = await Promise.all(["sh", "curl", "jq", "python3", "hf"].map(whereIs));
  await Deno.writeTextFile(`${cwd}/setup.sh`, CURL_AND_JQ);
  await Deno.writeTextFile(`${cwd}/setup.py`, PYTHON);
  const env = {
    HF_ENDPOINT: at.url,
    HF_TOKEN: at.token,
    PATH: Deno.env.get("PATH") ?? "",
    HF_HUB_DISABLE_TELEMETRY: "1",
    HF_HUB_DISABLE_UPDATE_CHECK: "1",
    HOME: cwd,
  };
  const ways: [name: string, file: string | undefined, args: string[]][] = [
    [SHELL_SCRIPT, curl && jq && sh, ["setup.sh"]],
    ["a script on huggingface_hub", python, ["setup.py"]],
    ["hf repos create", hf, ["repos", "create", "there", "--type", "dataset", "--exist-ok"]],
  ];
  const found: (readonly [string, Command])[] = [];
  for (const [name, file, args] of ways) {
    if (file === undefined) continue;
    const command = { file, args, cwd, env };
    // What is installed may still lack what it needs.
    if (await measure(command).then(() => true, () => false)) found.push([name, command]);
  }
  return found;
}
