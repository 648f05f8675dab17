import { askWhoami } from "../../account/ask_whoami.ts";
import { Failure } from "../../cli/failure.ts";
import type { HubSettings, RepositorySettings } from "../../cli/settings.ts";
import { ownerRights } from "../../account/rights.ts";
import { tokenPageUrl } from "../../account/token_page.ts";
import { nameOf, ownerOf, parseRepositoryName } from "../../hub/repository_id.ts";
import { askForToken, type SignedIn, signIn } from "../sign_in.ts";
import { chooseTarget, judgeName, namespaceChoices, type Target } from "../choose_target.ts";
import type { Context } from "../context.ts";
import { type WayOut, waysOut } from "./menu.ts";
import { waitForRepository } from "./wait_for_repository.ts";
import type { Unverified, Way } from "./way.ts";

/** Failures of rights, of the Hub's state and of the network; with the others something else is wrong. */
const WITH_WAYS_OUT: ReadonlySet<number> = new Set([4, 5, 6]);

/**
 * Makes attempts at a repository until one succeeds, with a menu of ways out after each failure.
 *
 * Where nobody can be asked, and in a dry run, there is one attempt and its failure is thrown.
 *
 * @param context the world
 * @param known how to reach the Hub, and what the repository is to be
 * @param attempt one attempt; it notes in the way what it finds out
 * @returns what the attempt returned, or a repository that could not be verified
 * @throws Failure of the last attempt when the person gives up, `cancelled`
 */
export async function orFallBack<Made>(
  context: Context,
  known: { hubSettings: HubSettings; settings: RepositorySettings },
  attempt: (way: Way) => Promise<Made>,
): Promise<Made | Unverified> {
  const way: Way = {
    settings: known.settings,
    signedIn: undefined,
    target: undefined,
    known: undefined,
    answered: undefined,
    byHand: undefined,
  };
  while (true) {
    try {
      return await attempt(way);
    } catch (error) {
      if (!canFallBack(context, error)) throw error;
      way.known = undefined;
      context.reporter.warn(error.message);
      context.reporter.note(error.hint);
      const unverified = await chooseWay(context, { way, failed: error, hubSettings: known.hubSettings });
      if (unverified !== undefined) return unverified;
    }
  }
}

function canFallBack(context: Context, error: unknown): error is Failure {
  return context.canAsk && !context.parsed.has("dry-run") && !context.interrupted.aborted &&
    error instanceof Failure && WITH_WAYS_OUT.has(error.exitCode);
}

interface Situation {
  readonly way: Way;
  readonly failed: Failure;
  readonly hubSettings: HubSettings;
}

/** Asks until a way out is found that another attempt can take. */
async function chooseWay(context: Context, situation: Situation): Promise<Unverified | undefined> {
  const { way, failed, hubSettings } = situation;
  const endpoint = hubSettings.endpoint.url;
  while (true) {
    const { target, signedIn } = way;
    const choices = waysOut(failed, {
      namespace: target && ownerOf(target.id),
      namespaces: signedIn === undefined ? [] : ownerRights(signedIn.whoami, { endpoint }),
    });
    const chosen = await context.questions.choose<WayOut>("What now?", { choices, fallback: "retry" });
    try {
      const outcome = await takeWay(chosen, context, situation);
      if (outcome === "ready") return undefined;
      if (outcome !== "not yet") return outcome;
    } catch (error) {
      if (!canFallBack(context, error) || chosen === "give up") throw error;
      context.reporter.warn(error.message);
    }
  }
}

async function takeWay(
  chosen: WayOut,
  context: Context,
  { way, failed, hubSettings }: Situation,
): Promise<"ready" | "not yet" | Unverified> {
  const { target, signedIn } = way;
  switch (chosen) {
    case "retry":
      // Rights are what whoami told, and something may have been changed since.
      if (signedIn !== undefined) {
        try {
          const { hub, source } = signedIn;
          way.signedIn = {
            ...signedIn,
            whoami: await askWhoami(hub, { source, endpoint: hubSettings.endpoint.url }),
          };
        } catch (error) {
          if (!(error instanceof Failure) || error.exitCode !== 3) throw error;
          // Whoever has replaced the token has deleted the old one.
          context.reporter.warn(error.message);
          await takeOtherToken(context, { way, hubSettings });
        }
      }
      return "ready";
    case "token":
      await takeOtherToken(context, { way, hubSettings });
      return "ready";
    case "name": {
      const id = await askId(context, { namespace: target && ownerOf(target.id) });
      const said = target === undefined || target.said || ownerOf(id) !== ownerOf(target.id);
      way.target = { id, asked: true, said };
      return "ready";
    }
    case "namespace":
      way.target = await chooseNamespace(context, { target, signedIn, hubSettings });
      return "ready";
    case "browser":
      return await createByHand(context, { way, hubSettings });
    case "id":
      return await takeTypedId(context, { way, hubSettings });
    case "give up":
      throw failed;
  }
}

async function takeOtherToken(
  context: Context,
  { way, hubSettings }: { way: Way; hubSettings: HubSettings },
): Promise<void> {
  const { target, signedIn: before } = way;
  way.signedIn = await askForToken(context, hubSettings, {
    page: pageFor(hubSettings, { target, signedIn: before }),
  });
  way.target = await followToken(context, { way, before, hubSettings });
}

/** With a token of somebody else goes another namespace, unless one was named. */
async function followToken(
  context: Context,
  known: { way: Way; before: SignedIn | undefined; hubSettings: HubSettings },
): Promise<Target | undefined> {
  const { way: { target, signedIn, settings }, before, hubSettings } = known;
  if (target === undefined || signedIn === undefined || target.said) return target;
  if (before?.whoami.name === signedIn.whoami.name) return target;
  const chosen = await chooseTarget(context, {
    whoami: signedIn.whoami,
    settings: { ...settings, name: nameOf(target.id) },
    endpoint: hubSettings.endpoint.url,
  });
  return { ...chosen, asked: target.asked || chosen.asked };
}

function pageFor(
  { endpoint: { url: endpoint } }: HubSettings,
  { target, signedIn }: { target: Target | undefined; signedIn: SignedIn | undefined },
): string {
  const namespace = target && ownerOf(target.id);
  return namespace === undefined || namespace === signedIn?.whoami.name
    ? tokenPageUrl({ endpoint, own: true })
    : tokenPageUrl({ endpoint, organizations: [namespace] });
}

async function askId(context: Context, defaults: { namespace: string | undefined }): Promise<string> {
  const { namespace } = defaults;
  const message = namespace === undefined
    ? "Repository (NAMESPACE/NAME):"
    : `Repository (NAME, or NAMESPACE/NAME):`;
  const answer = await context.questions.text(message, {
    fallback: "",
    judge(text) {
      const judged = judgeName(context, text);
      if (judged !== true || namespace !== undefined) return judged;
      return parseRepositoryName(text).owner !== undefined ||
        "Write it with its namespace: NAMESPACE/NAME";
    },
  });
  const parsed = parseRepositoryName(answer);
  return `${parsed.owner ?? namespace ?? ""}/${parsed.name}`;
}

async function chooseNamespace(
  context: Context,
  known: { target: Target | undefined; signedIn: SignedIn | undefined; hubSettings: HubSettings },
): Promise<Target | undefined> {
  const { target, signedIn, hubSettings } = known;
  if (target === undefined || signedIn === undefined) return target;
  const rights = ownerRights(signedIn.whoami, { endpoint: hubSettings.endpoint.url });
  const [first] = rights.filter(({ owner, right }) =>
    owner !== ownerOf(target.id) && !(right instanceof Failure)
  );
  const namespace = await context.questions.choose("Where should it be?", {
    choices: namespaceChoices(rights),
    fallback: first?.owner ?? ownerOf(target.id),
  });
  return { id: `${namespace}/${nameOf(target.id)}`, asked: true, said: true };
}

async function createByHand(
  context: Context,
  { way, hubSettings }: { way: Way; hubSettings: HubSettings },
): Promise<"ready" | "not yet"> {
  const { reporter } = context;
  const { target, signedIn, settings } = way;
  if (target === undefined || signedIn === undefined) return "not yet";
  const { id } = target;
  reporter.note("Create it in a browser, with these values:");
  reporter.step("Page", `${hubSettings.endpoint.url}/new-dataset`);
  reporter.step("Owner", ownerOf(id));
  reporter.step("Name", nameOf(id));
  reporter.step("Visibility", way.answered?.visibility ?? settings.visibility ?? "as you like");
  reporter.note("It is looked for until it is there, for ten minutes at most (Ctrl-C to stop)");
  const info = await waitForRepository(id, {
    hub: signedIn.hub,
    clock: context.clock,
    interrupted: context.interrupted,
    onWaiting: (text) => reporter.progress(text),
  });
  if (info === undefined) {
    reporter.warn(`${id} is still not there after ten minutes`);
    return "not yet";
  }
  way.known = info;
  way.byHand = info.id;
  return "ready";
}

async function takeTypedId(
  context: Context,
  { way, hubSettings }: { way: Way; hubSettings: HubSettings },
): Promise<"ready" | "not yet" | Unverified> {
  const id = await askId(context, { namespace: way.signedIn?.whoami.name });
  try {
    way.signedIn ??= await signIn(context, hubSettings);
    const info = await way.signedIn.hub.readDataset(id);
    if (info === undefined) {
      context.reporter.warn(
        `There is no dataset ${id} that the token of "${way.signedIn.whoami.name}" can see`,
      );
      return "not yet";
    }
    way.known = info;
    // What was chosen for a new repository is no demand on one that exists.
    way.answered = undefined;
    way.target = { id: info.id, asked: true, said: true };
    return "ready";
  } catch (error) {
    if (!context.interrupted.aborted && error instanceof Failure && error.exitCode === 6) {
      return { unverified: id, why: error.message };
    }
    throw error;
  }
}
