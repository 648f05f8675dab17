import { assertEquals } from "@std/assert";
import {
  failureOfName,
  failureOfTrackioVariable,
  findSchemeConflict,
  isTrackioSetting,
} from "../../lib/env_file/variables.ts";

Deno.test("a name that other programs read cannot hold a repository", () => {
  const reserved = [
    ..."BASH_ENV DENO_DIR DYLD_INSERT_LIBRARIES ENV GITHUB_TOKEN GIT_DIR HF_ENDPOINT HF_HOME HF_HUB_OFFLINE HF_TOKEN"
      .split(" "),
    ..."HF_USERNAME HOME HTTPS_PROXY HUGGINGFACE_HUB_CACHE HUGGING_FACE_HUB_TOKEN IFS LANG LC_ALL LD_LIBRARY_PATH"
      .split(" "),
    ..."LD_PRELOAD NODE_OPTIONS NODE_EXTRA_CA_CERTS NO_PROXY PATH PERL5LIB PS1 PYTHONPATH PYTHONHOME PWD"
      .split(" "),
    ..."REQUESTS_CA_BUNDLE RUBYOPT SHELL SSL_CERT_FILE TERM TMPDIR TRANSFORMERS_CACHE USER XDG_CONFIG_HOME path Hf_Token"
      .split(" "),
  ];
  assertEquals(
    reserved.map((name) => [name, failureOfName(name)?.code]),
    reserved.map((name) => [name, "variable_reserved"]),
  );
  const free = "TRACKIO_DATASET_REPO EVAL_DATASET_REPO HF_DATASET_REPO RUNS MY_HF_REPO DATASET USERS TERMS _X"
    .split(" ");
  assertEquals(free.map((name) => [name, failureOfName(name)?.code]), free.map((name) => [name, undefined]));
  for (const name of ["1A", "A-B", "", "A B", "Ü"]) {
    assertEquals(failureOfName(name)?.code, "variable_name_invalid");
  }
});

Deno.test("Trackio's own variables hold something else, also those that it does not have yet", () => {
  const rows: [name: string, isSetting: boolean][] = [
    ["TRACKIO_SPACE_ID", true],
    ["TRACKIO_BUCKET_ID", true],
    ["TRACKIO_SOMETHING_NEW", true],
    ["TRACKIO_DATASET_ID", false],
    ["TRACKIO_DATASET_REPO", false],
    ["TRACKIO_EVAL_DATASET_REPO", false],
    ["EVAL_DATASET_REPO", false],
    ["MY_TRACKIO_SPACE_ID", false],
  ];
  assertEquals(rows.map(([name]) => [name, isTrackioSetting(name)]), rows);
  assertEquals(
    failureOfTrackioVariable("TRACKIO_SPACE_ID")?.message,
    "TRACKIO_SPACE_ID belongs to Trackio, and does not name a dataset",
  );
});

Deno.test("a repository that both schemes would use is found, in any letter case and place", () => {
  const here = { where: "here" };
  const there = { where: "there" };
  const repo = { name: "TRACKIO_DATASET_REPO", value: "ada/runs", ...here };
  const id = { name: "TRACKIO_DATASET_ID", value: "Ada/Runs", ...there };
  assertEquals(findSchemeConflict([repo, id]), { trackio: id, experiments: repo });
  const other = { ...repo, name: "EVAL_DATASET_REPO" };
  assertEquals(findSchemeConflict([other, id]), { trackio: id, experiments: other });
  assertEquals(findSchemeConflict([repo, { ...id, value: "ada/other" }]), undefined);
  assertEquals(findSchemeConflict([id, { ...id, ...here }]), undefined);
  assertEquals(findSchemeConflict([{ ...repo, name: "TRACKIO_SPACE_ID" }, id]), undefined);
});
