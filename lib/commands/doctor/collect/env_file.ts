import type { Context } from "../../context.ts";
import { readVariable } from "../../../env_file/edit.ts";
import { fileFailure } from "../../../env_file/file_failure.ts";
import { gitStateOfFile } from "../../../env_file/git_state.ts";
import { readSnapshot, type Snapshot } from "../../../env_file/snapshot.ts";
import { Failure } from "../../../cli/failure.ts";
import { lineOfToken } from "../../../account/token.ts";
import { normalizeToken } from "../../../account/token.ts";
import type { EnvFileFacts, VariableFacts } from "../facts.ts";
import { readLines } from "../read_lines.ts";

/** What the env file says. */
export interface CollectedEnvFile {
  readonly facts: EnvFileFacts;
  /** The value of a variable in it; `undefined` where it has none, or cannot be read. */
  value(name: string): string | undefined;
}

/** Reads the env file with everything that can be known of it. */
export async function collectEnvFile(
  context: Context,
  wanted: { path: string; variables: readonly string[]; token: string | undefined },
): Promise<CollectedEnvFile> {
  const { files } = context;
  const path = files.absolute(wanted.path);
  const git = await gitStateOfFile(files, wanted.path);
  const nothing = {
    path,
    git,
    mode: undefined,
    holdsToken: false,
    otherToken: false,
    oddLines: [],
    repeated: [],
  };
  let snapshot: Snapshot;
  try {
    snapshot = await readSnapshot(files, path);
  } catch (error) {
    const failed = fileFailure(error, { path, doing: "read" });
    if (!(failed instanceof Failure)) throw error;
    return { facts: { ...nothing, exists: true, failure: failed }, value: () => undefined };
  }
  const { bytes } = snapshot;
  const exists = snapshot.facts !== undefined;
  const mode = snapshot.facts?.mode ?? undefined;
  const written = valueOf(bytes, "HF_TOKEN") ?? valueOf(bytes, "HUGGING_FACE_HUB_TOKEN");
  if (written !== undefined) context.redactor.addToken(written);
  const inFile = written === undefined ? undefined : normalizeToken(written);
  const facts = {
    ...nothing,
    exists,
    mode,
    holdsToken: written !== undefined || lineOfToken(bytes) !== undefined,
    otherToken: inFile?.kind === "token" && wanted.token !== undefined && inFile.token !== wanted.token,
  };
  try {
    const lines = readLines(bytes, { path, wanted: wanted.variables });
    return { facts: { ...facts, ...lines, failure: undefined }, value: (name) => valueOf(bytes, name) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { facts: { ...facts, failure: error }, value: () => undefined };
  }
}

/** The variables in the env file and in the shell; what is empty counts as not set. */
export function collectVariables(
  context: Context,
  facts: { names: readonly string[]; file: CollectedEnvFile },
): readonly VariableFacts[] {
  return facts.names.map((name) => ({
    name,
    inFile: facts.file.value(name),
    inShell: context.environment.get(name)?.trim() || undefined,
    isHidden: context.environment.isHidden(name),
  }));
}

function valueOf(bytes: Uint8Array, name: string): string | undefined {
  try {
    return readVariable(bytes, name)?.trim() || undefined;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
