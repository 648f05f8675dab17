import { assignmentsFor, type FileSettings } from "../cli/settings.ts";
import type { HubClient } from "../hub/client.ts";
import {
  readSpaceSecrets,
  readSpaceVariables,
  setSpaceSecret,
  setSpaceVariable,
  tokenMark,
} from "../hub/spaces.ts";
import { isDatasetVariable, isTrackioSetting, TRACKIO_BUCKET_ID } from "../env_file/variables.ts";
import { PROGRAM } from "../cli/failure.ts";
import type { Context, SignedIn } from "./context.ts";
import { shownValue } from "./env_file.ts";

type SpaceAction = "added" | "replaced" | "kept";

/** A Space before anything is changed. */
export interface SpacePlan {
  readonly hub: HubClient;
  /** `owner/name`. */
  readonly space: string;
  readonly settings: FileSettings;
  readonly variables: ReadonlyMap<string, string>;
  /** The token for its secret, and what becomes of that; `undefined` without --save-token. */
  readonly secret:
    | { readonly token: string; readonly mark: string; readonly action: SpaceAction }
    | undefined;
}

/** What became of a Space, as in the JSON. */
export interface SpaceResult {
  readonly id: string;
  readonly variables: Readonly<Record<string, SpaceAction>>;
  readonly token: SpaceAction | null;
  readonly restarts: boolean;
}

/** Looks at the Space of `--space` before anything is changed; `undefined` without the option. */
export async function inspectSpace(
  context: Context,
  { hub, token }: SignedIn,
  settings: FileSettings,
): Promise<SpacePlan | undefined> {
  const { space } = settings;
  if (space === undefined) return undefined;
  const variables = await readSpaceVariables(hub, space);
  const unread = settings.variables.filter(isDatasetVariable);
  if (variables.has(TRACKIO_BUCKET_ID) && unread.length > 0) {
    context.reporter.warn(
      `${space} runs Trackio (it has ${TRACKIO_BUCKET_ID}), which does not read ${
        unread.join(" or ")
      }; to set up Trackio: ${PROGRAM} trackio ${space}`,
    );
  }
  if (!settings.saveToken) return { hub, space, settings, variables, secret: undefined };
  const secrets = await readSpaceSecrets(hub, space);
  const mark = await tokenMark({ space, token });
  const kept = secrets.get("HF_TOKEN") === mark ? "kept" : "replaced";
  const action = secrets.has("HF_TOKEN") ? kept : "added";
  return { hub, space, settings, variables, secret: { token, mark, action } };
}

/**
 * Gives the Space its variables and, with --save-token, its secret; what holds already is left alone, since every change
 * restarts the Space. In a dry run it is only reported.
 */
export async function changeSpace(
  context: Context,
  plan: SpacePlan | undefined,
  repository: string,
): Promise<SpaceResult | null> {
  if (plan === undefined) return null;
  const { reporter } = context;
  const { hub, space, secret } = plan;
  const isDry = context.parsed.has("dry-run");
  const result = planSpace(plan, repository);
  let isChanged = false;
  async function set(
    what: string,
    action: SpaceAction,
    work: () => Promise<void>,
    was?: string,
  ): Promise<void> {
    if (action === "kept") return reporter.step("Space", `${what} is already set in ${space}`);
    if (isDry) return reporter.step("Space", `Would set ${what} in ${space}`);
    await work();
    isChanged = true;
    const before = was === undefined ? "" : ` (was: ${shownValue(was)})`;
    reporter.change("Space", `${what} set in ${space}${before}`);
  }
  try {
    for (const { name, value } of assignmentsOf(plan, repository)) {
      const action = result.variables[name] ?? "added";
      const work = () => setSpaceVariable(hub, space, { name, value });
      await set(`${name}=${value}`, action, work, plan.variables.get(name));
    }
    if (secret !== undefined) {
      const { token: value, mark: description } = secret;
      const work = () => setSpaceSecret(hub, space, { name: "HF_TOKEN", value, description });
      await set("HF_TOKEN (this token, as a secret)", secret.action, work);
      if (secret.action !== "kept" && !isDry) {
        reporter.note("  Anyone who can change the code of that Space can use the token");
      }
    }
    return result;
  } finally {
    // It restarts for the first change too, whatever becomes of the next.
    if (isChanged) reporter.step("Space", `${space} is restarting to apply the change`);
    else if (isDry && result.restarts) reporter.step("Space", `${space} would restart`);
  }
}

/** Whether anything of the Space would change. */
export function changesOfSpace(plan: SpacePlan | undefined, repository: string): boolean {
  return plan !== undefined && planSpace(plan, repository).restarts;
}

function planSpace(plan: SpacePlan, repository: string): SpaceResult {
  const variables = Object.fromEntries(
    assignmentsOf(plan, repository).map(({ name, value }): [string, SpaceAction] => {
      const now = plan.variables.get(name);
      return [name, now === value ? "kept" : now === undefined ? "added" : "replaced"];
    }),
  );
  const token = plan.secret?.action ?? null;
  const restarts = [...Object.values(variables), token ?? "kept"].some((action) => action !== "kept");
  return { id: plan.space, variables, token, restarts };
}

/** Trackio sets these on its Space itself. */
function assignmentsOf(plan: SpacePlan, repository: string) {
  return assignmentsFor(plan.settings, repository).filter(({ name }) => !isTrackioSetting(name));
}
