import { PROGRAM } from "../cli/options.ts";
import { quotedList } from "../account/wording.ts";
import { errorRow } from "../cli/failure.ts";

interface AskedGroup {
  /** The id or the name, as it was typed. */
  readonly asked: string;
  readonly namespace: string;
}

/** What stands against the resource group that was asked for. */
export const RESOURCE_GROUP_ERRORS = {
  resource_group_unknown: errorRow<
    AskedGroup & { user: string; names: readonly string[]; nearest: string | undefined }
  >({
    exit: 5,
    meaning: "The organisation has no such resource group, as far as the Hub tells the owner of the token.",
    remedy: "Use a name that `whoami --output json` lists, or the id of the group.",
    message: ({ asked, namespace, user }) =>
      `The Hub lists no resource group "${asked}" of "${namespace}" for "${user}"`,
    hint: ({ names, nearest }) =>
      [
        ...(nearest === undefined ? [] : [`Did you mean "${nearest}"?`]),
        names.length === 0
          ? "It lists none there; give the id of the group (24 hexadecimal digits)"
          : `It lists ${quotedList(names)}; give one of these, or the id of the group`,
      ].join(" "),
    next: () => [`${PROGRAM} whoami --output json`],
  }),
  resource_group_ambiguous: errorRow<AskedGroup & { ids: readonly string[] }>({
    exit: 5,
    meaning: "Several resource groups of the organisation have this name.",
    remedy: "Give the id of the group in place of its name.",
    message: ({ asked, namespace, ids }) =>
      `"${namespace}" has ${ids.length} resource groups with the name "${asked}"`,
    hint: ({ ids }) => `Give the id of one of them: ${ids.join(", ")}`,
  }),
  resource_group_outside_organisation: errorRow<AskedGroup>({
    exit: 2,
    meaning:
      "A resource group was asked for, but the namespace is a user, and only organisations have such groups.",
    remedy: "Name the organisation (`--org`, or before the slash), or leave the resource group out.",
    message: ({ asked, namespace }) =>
      `"${namespace}" is no organisation and has no resource group "${asked}"`,
    hint: () => "Name the organisation, as in ORG/NAME, or leave --resource-group out",
  }),
};
