import type { GitState } from "../../env_file/git_state.ts";
import type { Failure } from "../../cli/failure.ts";
import type { Shell } from "../../shell/shell.ts";
import type { Endpoint } from "../../hub/endpoint.ts";
import type { Right } from "../../account/rights.ts";
import type { Environment } from "../../ports/environment.ts";
import type { Present } from "../trackio/plan.ts";
import type { DatasetInfo } from "../../hub/dataset_info.ts";
import type { Whoami } from "../../account/whoami.ts";

/** Where the program runs, for the commands that mend things. */
export interface Place {
  readonly system: Environment["system"];
  readonly shell: Shell;
  /** The env file as it was named. */
  readonly envFile: string;
  readonly variables: readonly string[];
  /** What was given with --endpoint. */
  readonly endpointOption: string | undefined;
}

/** How the Hub is reached. */
export interface NetworkFacts {
  readonly endpoint: Endpoint;
  /** The variable or the option that names it; `undefined` for the default. */
  readonly from: string | undefined;
  readonly proxy:
    | { readonly variable: string; readonly shown: string; readonly readable: boolean }
    | undefined;
  /** A variable that names a proxy, although this Hub is exempt from it. */
  readonly exempt: string | undefined;
  /** What the person chose with DENO_TLS_CA_STORE. */
  readonly store: string | undefined;
  readonly certificateFiles: readonly CertificateFile[];
}

/** A file of certificates that a variable names. */
export interface CertificateFile {
  readonly variable: string;
  readonly path: string;
  readonly state: "readable" | "missing" | "unreadable" | "not granted";
}

/** A place where a token is. */
export interface TokenPlace {
  readonly source: string;
  /** The variable, where it is one. */
  readonly variable: string | undefined;
  /** The file, where it is one. */
  readonly path: string | undefined;
  /** The permission bits of the file. */
  readonly mode: number | undefined;
  /** What was mended on the way; a problem when it is unusable. */
  readonly notes: readonly string[];
  readonly problem: Failure | undefined;
  /** How long it is. */
  readonly length: number;
  /** Whether it is the token in use. */
  readonly inUse: boolean;
}

/** All tokens, the one in use first. */
export interface TokenFacts {
  readonly places: readonly TokenPlace[];
  /** A login file that the permissions hide. */
  readonly unread: string | undefined;
}

/** What the Hub said. */
export interface HubFacts {
  /** Whether the requests carried no token, because there is no usable one. */
  readonly anonymous: boolean;
  readonly whoami: Whoami | undefined;
  /** Why it did not tell whose token it is. */
  readonly failure: Failure | undefined;
  /** How far this clock is ahead of the Hub's, in milliseconds; `undefined` where no answer told. */
  readonly aheadMs: number | undefined;
}

/** The env file, as far as it could be read. */
export interface EnvFileFacts {
  readonly path: string;
  readonly exists: boolean;
  /** Why it cannot be read or edited. */
  readonly failure: Failure | undefined;
  readonly mode: number | undefined;
  readonly holdsToken: boolean;
  /** Whether the HF_TOKEN in it is another one than the token in use. */
  readonly otherToken: boolean;
  readonly git: GitState;
  /** The numbers of lines that are neither empty, nor a comment, nor `NAME=value`. */
  readonly oddLines: readonly number[];
  readonly repeated: readonly RepeatedName[];
}

/** A variable that an env file sets more than once. */
export interface RepeatedName {
  readonly name: string;
  readonly lines: readonly number[];
  readonly differ: boolean;
}

/** A variable in both places; `undefined` where it is not set, or empty. */
export interface VariableFacts {
  readonly name: string;
  readonly inFile: string | undefined;
  readonly inShell: string | undefined;
  /** Whether the permissions hide what the shell has. */
  readonly isHidden: boolean;
}

/** A repository that a variable names. */
export interface RepositoryFacts {
  readonly id: string;
  /** "TRACKIO_DATASET_REPO in .env". */
  readonly namedBy: string;
  /** Whether the programs that read it expect experiments. */
  readonly holdsExperiments: boolean;
  /** What the Hub told; `undefined` where there is none that the token can see. */
  readonly info: DatasetInfo | undefined;
  /** Why it could not be asked. */
  readonly failure: Failure | undefined;
  /** What has this name in place of a dataset. */
  readonly otherKind: "model" | "space" | undefined;
  /** `true`, the Hub's words why not, why it is not known; `undefined` where it was not asked. */
  readonly writable: true | string | Failure | undefined;
  /** What whoami tells of writing to it; of creating it, where it is not there. */
  readonly right: Right | undefined;
  /** The text of its card; `undefined` where there is none. */
  readonly card: string | Failure | undefined;
  /** What its first file of rows holds; `undefined` where there is none. */
  readonly data: DataFacts | Failure | undefined;
}

/** What the footer of a parquet file tells. */
export interface DataFacts {
  readonly path: string;
  /** How many files of rows there are. */
  readonly files: number;
  /** How many rows the one that was read has. */
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly isText: boolean }[];
}

/** What `TRACKIO_SPACE_ID` leads to. */
export interface TrackioSetup {
  readonly inFile: string | undefined;
  readonly inShell: string | undefined;
  /** The one that Trackio uses, with its owner. */
  readonly spaceId: string | undefined;
  /** `undefined` where it could not be looked for. */
  readonly present: Present | Failure | undefined;
  readonly endpoint: string;
}

/** A variable of Trackio's own, and where it is set. */
export interface TrackioVariable {
  readonly name: string;
  readonly value: string;
  readonly place: "env file" | "shell";
}

/** Everything that was found out. */
export interface Facts {
  readonly place: Place;
  readonly network: NetworkFacts | Failure;
  readonly token: TokenFacts;
  readonly hub: HubFacts | undefined;
  readonly envFile: EnvFileFacts;
  readonly variables: readonly VariableFacts[];
  readonly repositories: readonly RepositoryFacts[];
  readonly trackio: readonly TrackioVariable[];
  /** Only with --trackio. */
  readonly trackioSetup: TrackioSetup | undefined;
  /** Whose token it ought to be, by HF_USERNAME. */
  readonly expectedOwner: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}
