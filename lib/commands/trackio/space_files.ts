import type { NewSpace } from "../../hub/spaces.ts";

/** Where Trackio expects its Bucket, and its folder on it (lib/hub/README.md#trackio). */
export const MOUNT_PATH = "/data";

/** The files of a Space that runs Trackio: `trackio.init()` commits none to a Space that exists. */
export const SPACE_FILES: NewSpace["files"] = {
  "README.md": `---
title: Trackio
emoji: 🎯
sdk: gradio
app_file: app.py
tags:
  - trackio
hf_oauth: true
hf_oauth_scopes:
  - write-repos
---

Dashboard of [Trackio](https://github.com/gradio-app/trackio), set up by \`hf-dataset-setup trackio\`.
`,
  "requirements.txt": "trackio[spaces,mcp]\n",
  "app.py": "import trackio\n\ntrackio.show()\n",
};

/** The variables without which the Space would not store its runs in the Bucket. */
export function storageVariables(bucket: string): Readonly<Record<string, string>> {
  return { TRACKIO_DIR: `${MOUNT_PATH}/trackio`, TRACKIO_BUCKET_ID: bucket };
}
