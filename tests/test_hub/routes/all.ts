/** Every route of the test Hub. */
import type { Route } from "../router.ts";
import { ACCESS_REQUEST_ROUTES } from "./access_requests.ts";
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
import { VALIDATE_YAML_ROUTES } from "./validate_yaml.ts";

export const ROUTES: readonly Route[] = [
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
  ...BUCKET_ROUTES,
];
