/** Every route of the test Hub. */
import type { Route } from "../router.ts";
import { ACCESS_REQUEST_ROUTES } from "./access_requests.ts";
import { BUCKET_FILE_ROUTES } from "./bucket_files.ts";
import { BUCKET_ROUTES } from "./buckets.ts";
import { COMMIT_ROUTES } from "./commit.ts";
import { CREATE_ROUTES } from "./create.ts";
import { DOWNLOAD_ROUTES } from "./download.ts";
import { LFS_ROUTES } from "./lfs.ts";
import { LIST_ROUTES } from "./list.ts";
import { PREUPLOAD_ROUTES } from "./preupload.ts";
import { READ_ROUTES } from "./read.ts";
import { RESOURCE_GROUP_ROUTES } from "./resource_groups.ts";
import { SETTINGS_ROUTES } from "./settings.ts";
import { SPACE_ROUTES } from "./spaces.ts";
import { SPACE_RUNTIME_ROUTES } from "./space_runtime.ts";
import { VALIDATE_YAML_ROUTES } from "./validate_yaml.ts";
import { WHOAMI_ROUTES } from "./whoami.ts";

export const ROUTES: readonly Route[] = [
  ...WHOAMI_ROUTES,
  ...CREATE_ROUTES,
  ...READ_ROUTES,
  ...LIST_ROUTES,
  ...SETTINGS_ROUTES,
  ...RESOURCE_GROUP_ROUTES,
  ...VALIDATE_YAML_ROUTES,
  ...PREUPLOAD_ROUTES,
  ...LFS_ROUTES,
  ...COMMIT_ROUTES,
  ...DOWNLOAD_ROUTES,
  ...ACCESS_REQUEST_ROUTES,
  ...SPACE_ROUTES,
  ...SPACE_RUNTIME_ROUTES,
  ...BUCKET_ROUTES,
  ...BUCKET_FILE_ROUTES,
];
