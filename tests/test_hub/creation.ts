/** The body of `POST /api/repos/create`, read by the rules of the server's schema. */
import { invalidInput } from "./answers.ts";
import { asBase64, asBoolean, asList, asObject, asOneOf, asString } from "./exchange.ts";
import { type HubFile, regularFile } from "./git.ts";
import type { RepositoryType, SpaceSdk } from "./repositories.ts";
import { readVolumes, type Volume } from "./volumes.ts";

/** The body of the request, parsed (lib/hub/README.md#creating-a-repository). */
export interface Creation {
  readonly type: RepositoryType;
  readonly name: string;
  readonly organization: string | undefined;
  readonly private: boolean | undefined;
  readonly region: "us" | "eu" | undefined;
  readonly resourceGroupId: string | undefined;
  readonly files: ReadonlyMap<string, HubFile>;
  /** Of a Space (lib/hub/README.md#creating-a-repository). */
  readonly variables: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, string>;
  readonly sdk: SpaceSdk | undefined;
  readonly volumes: readonly Volume[];
}

/** Reads the body by the rules of the server's schema (lib/hub/README.md#creating-a-repository). */
export function readCreation(body: Readonly<Record<string, unknown>>): Creation {
  const isGiven = (key: string) => body[key] !== undefined && body[key] !== null;
  const type = isGiven("type") ? asOneOf(body.type, "type", { of: ["dataset", "space", "model"] }) : "model";
  const isSpace = type === "space";
  return {
    type,
    name: asString(body.name, "name"),
    organization: isGiven("organization") ? asString(body.organization, "organization") : undefined,
    private: readPrivate(body, { isSpace }),
    region: isGiven("region") ? asOneOf(body.region, "region", { of: ["us", "eu"] }) : undefined,
    resourceGroupId: readResourceGroup(body),
    files: isGiven("files") ? readFiles(asList(body.files, "files")) : new Map(),
    variables: readVariables(body.variables, "variables"),
    secrets: readVariables(body.secrets, "secrets"),
    sdk: isSpace ? asOneOf(body.sdk, "sdk", { of: ["gradio", "docker", "static"] }) : undefined,
    volumes: isSpace && isGiven("volumes") ? readVolumes(body.volumes, "volumes") : [],
  };
}

/** Reads the body of `POST /api/buckets/{id}`: `visibility` is newer than `private` (lib/hub/README.md#buckets). */
export function readBucketCreation(
  body: Readonly<Record<string, unknown>>,
): Pick<Creation, "private" | "resourceGroupId"> {
  return { private: readPrivate(body, { isSpace: false }), resourceGroupId: readResourceGroup(body) };
}

function readPrivate(
  body: Readonly<Record<string, unknown>>,
  { isSpace }: { isSpace: boolean },
): boolean | undefined {
  const isGiven = (key: string) => body[key] !== undefined && body[key] !== null;
  if (isGiven("private") && isGiven("visibility")) {
    throw invalidInput("Cannot be specified along with visibility", "private");
  }
  if (isGiven("private")) return asBoolean(body.private, "private");
  if (!isGiven("visibility")) return undefined;
  const visibility = asOneOf(body.visibility, "visibility", { of: ["private", "public", "protected"] });
  if (visibility === "protected" && !isSpace) {
    throw invalidInput("`protected` is only supported for Spaces", "visibility");
  }
  return visibility === "private";
}

function readResourceGroup(body: Readonly<Record<string, unknown>>): string | undefined {
  if (body.resourceGroupId === undefined || body.resourceGroupId === null) return undefined;
  const group = asString(body.resourceGroupId, "resourceGroupId");
  if (!/^[0-9a-fA-F]{24}$/.test(group)) {
    throw invalidInput("Invalid string: must match pattern /^[0-9a-fA-F]{24}$/", "resourceGroupId");
  }
  return group.toLowerCase();
}

/** Reads the few small files that may travel with a creation (lib/hub/README.md#creating-a-repository). */
function readFiles(list: readonly unknown[]): Map<string, HubFile> {
  return new Map(list.map((item, index) => {
    const file = asObject(item, `files[${index}]`);
    const path = asString(file.path, `files[${index}].path`);
    const content = asString(file.content, `files[${index}].content`);
    const encoding = file.encoding === undefined
      ? "utf-8"
      : asOneOf(file.encoding, `files[${index}].encoding`, { of: ["utf-8", "base64"] });
    return [
      path,
      regularFile(encoding === "base64" ? asBase64(content, `files[${index}].content`) : content),
    ];
  }));
}

/** Reads the variables or the secrets that a Space begins with (lib/hub/README.md#creating-a-repository). */
function readVariables(value: unknown, at: string): Map<string, string> {
  return new Map(
    asList(value ?? [], at).map((item, index) => {
      const variable = asObject(item, `${at}[${index}]`);
      return [
        asVariableName(variable.key, `${at}[${index}].key`),
        asString(variable.value, `${at}[${index}].value`),
      ];
    }),
  );
}

/** A name that a variable of a Space may have (lib/hub/README.md#space-variables-and-secrets). */
export function asVariableName(value: unknown, at: string): string {
  const name = asString(value, at);
  if (/^[a-zA-Z][_a-zA-Z0-9]*$/.test(name)) return name;
  throw invalidInput("Invalid string: must match pattern /^[a-zA-Z][_a-zA-Z0-9]*$/", at);
}
