"""Set up a Hugging Face dataset repository from a notebook: hf_dataset_setup.setup()"""

import importlib.metadata
import json
import os
import pathlib
import subprocess
import sys

VARIABLE = "TRACKIO_DATASET_REPO"


class SetupError(Exception):
    """Why the setup failed; `hint` says what to do, and `code` is stable."""

    def __init__(self, message, hint=None, code=None):
        super().__init__("\n".join(filter(None, [message, hint])))
        self.message, self.hint, self.code = message, hint, code


def setup(name=None, private=None, org=None):
    """Create or reuse the dataset repository, set TRACKIO_DATASET_REPO in this process, and return the repository id.

    The token is the one that huggingface_hub finds, notebook_login() and Colab secrets included. Without private, a new
    repository gets the default visibility of its owner.
    """
    command = [str(_program()), "--yes", "--quiet", "--no-env-file", "--output=json", f"--var={VARIABLE}"]
    if name is not None:
        command.append(f"--name={name}")
    if org is not None:
        command.append(f"--org={org}")
    if private is not None:
        command.append("--private" if private else "--public")
    token = _token()
    if token:
        command.append("--token-stdin")
    # A name replaces the repository of an earlier call, which otherwise is the default.
    env = {key: value for key, value in os.environ.items() if name is None or key != VARIABLE}
    run = subprocess.run(command, input=token or "", env=env, capture_output=True, encoding="utf-8")
    if run.returncode != 0:
        try:
            error = json.loads(run.stdout)["error"]
        except (ValueError, KeyError):
            raise SetupError(run.stderr.strip() or f"The program ended with code {run.returncode}") from None
        raise SetupError(error["message"], _hint(error), error["code"])
    os.environ[VARIABLE] = json.loads(run.stdout)["result"]["repository"]
    # A program without a console has none.
    if sys.stderr is not None:
        sys.stderr.write(run.stderr)
    return os.environ[VARIABLE]


def _hint(error):
    """What to do, with the page and the commands that the hint introduces."""
    hint = error["hint"]
    shown = [error["url"], *error["next"]] if hint.endswith(":") else []
    return "\n".join([hint, *(f"  {line}" for line in shown if line)])


def _token():
    try:
        from huggingface_hub import get_token
    except ImportError:
        return None
    return get_token()


def _program():
    """Where pip or uv put the program."""
    found = [file.locate() for file in importlib.metadata.files("hf-dataset-setup") or [] if file.stem == "hf-dataset-setup"]
    # pip --target moves it afterwards.
    found += pathlib.Path(__file__).parent.glob("bin/hf-dataset-setup*")
    for path in found:
        if path.exists():
            return path
    raise SetupError("The program is not where it was installed", "Install hf-dataset-setup again")
