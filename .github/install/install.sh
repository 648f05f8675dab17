#!/bin/sh
# Installs hf-dataset-setup: downloads the binary for this system, verifies its checksum, and puts it into one folder.
# See --help.
#
# Everything is in functions, and the call is on the last line, in braces: a script that arrives only in part does nothing.
# Plain POSIX sh without `local`: every function's variables have a prefix of their own.

PROGRAM=hf-dataset-setup
# The release writes its own address here.
DEFAULT_URL='@RELEASES_URL@'

usage() {
  cat << 'END'
Install hf-dataset-setup.

Usage:
  sh install.sh [OPTIONS]

Options, each with the environment variable that sets it too:
  --version VERSION   install this version, such as 0.1.0 [default: latest] (HF_DATASET_SETUP_VERSION)
  --dir DIR           install into this folder [default: XDG_BIN_HOME, else ~/.local/bin] (HF_DATASET_SETUP_DIR)
  --from URL          download from a mirror; several, separated by spaces, are tried in turn (HF_DATASET_SETUP_FROM)
  --add-to-path       add the folder to PATH in your shell's startup file (HF_DATASET_SETUP_ADD_TO_PATH=1)
  --quiet             print only warnings and errors (HF_DATASET_SETUP_QUIET=1)
  --uninstall         remove the program from the folder (HF_DATASET_SETUP_UNINSTALL=1)
  --help              show this text

Other variables:
  GITHUB_TOKEN        reads a private release; it is sent to GitHub only
  GITHUB_PATH         in a GitHub workflow: the folder is added to it
  https_proxy         the proxy to use; ~/.curlrc and ~/.wgetrc are not read

If anything fails, nothing is installed and an existing version stays as it is.

Exit codes: 0 done; 1 failed; 2 wrong usage; 3 this system is not supported.
END
}

warn() {
  printf '%s\n' "$@" >&2
}

say() {
  [ "$QUIET" = yes ] || warn "$@"
}

fail() {
  fail_code=$1
  fail_message=$2
  shift 2
  warn "Error: $fail_message" "$@"
  exit "$fail_code"
}

has() {
  command -v "$1" > /dev/null 2>&1
}

is_yes() {
  case $1 in '' | 0 | no | false) return 1 ;; esac
}

detect_target() {
  detect_system=$(uname -s)
  detect_machine=$(uname -m)
  case $detect_system in
    Linux)
      if is_musl; then
        fail 3 'This Linux uses musl, and the binaries need glibc' "Use Deno instead: the release has $PROGRAM.js for it"
      fi
      detect_name=linux
      ;;
    Darwin)
      detect_name=macos
      # Under Rosetta, uname reports x86_64 on an Apple processor.
      if [ "$(sysctl -n sysctl.proc_translated 2> /dev/null || true)" = 1 ]; then detect_machine=arm64; fi
      ;;
    MINGW* | MSYS* | CYGWIN*) fail 3 'This is Windows' 'Use install.ps1 in PowerShell instead' ;;
    *)
      fail 3 "There is no binary for the system \"$detect_system\"" "Use Deno instead: the release has $PROGRAM.js for it"
      ;;
  esac
  case $detect_machine in
    x86_64 | amd64)
      # uname reports the kernel, which can be 64-bit under a 32-bit system.
      if [ "$detect_name" = linux ] && [ "$(getconf LONG_BIT 2> /dev/null || echo 64)" != 64 ]; then
        fail 3 'This is a 32-bit system, and there are only 64-bit binaries'
      fi
      TARGET=$detect_name-x86_64
      ;;
    aarch64 | arm64) TARGET=$detect_name-aarch64 ;;
    *) fail 3 "There is no binary for the processor \"$detect_machine\"" 'There are binaries for x86_64 and aarch64' ;;
  esac
}

is_musl() {
  if has getconf && getconf GNU_LIBC_VERSION > /dev/null 2>&1; then return 1; fi
  if has ldd && ldd --version 2>&1 | grep -qi musl; then return 0; fi
  for musl_loader in /lib/ld-musl-*; do
    if [ -e "$musl_loader" ]; then return 0; fi
  done
  return 1
}

# Downloads the URL $1 to the file $2; further arguments are options of curl. The user's own settings do not apply: they can
# send the file elsewhere or turn off the verification of certificates. A redirect from https to http is not followed.
run_curl() {
  curl_url=$1
  curl_file=$2
  shift 2
  curl -q --fail --silent --show-error --location --retry 2 --connect-timeout 15 --speed-limit 1000 --speed-time 30 \
    --proto "=${curl_url%%:*}" --output "$curl_file" "$@" "$curl_url" >&2 && [ -s "$curl_file" ]
}

run_wget() {
  # Only GNU's wget knows --version. Others, such as BusyBox's, accept any certificate.
  if wget --version > /dev/null 2>&1; then
    wget --no-config -q -O "$2" -T 30 -t 2 "$1" && [ -s "$2" ]
    return
  fi
  case $1 in
    https:*)
      warn 'This wget does not verify certificates, so it is not used; install curl or GNU wget'
      return 1
      ;;
  esac
  wget -q -O "$2" -T 30 "$1" && [ -s "$2" ]
}

# GitHub takes a token with its API only, where a file has a number instead of a name.
download_private() {
  private_repository=${1#"${GITHUB_SERVER_URL:-https://github.com}/"}
  private_api=${GITHUB_API_URL:-https://api.github.com}/repos/${private_repository%/releases}/releases
  case $VERSION in
    latest) private_release=$private_api/latest ;;
    *) private_release=$private_api/tags/v$VERSION ;;
  esac
  with_token "$private_release" "$WORK/release.json" application/vnd.github+json || return 1
  private_file=$(tr '{' ',' < "$WORK/release.json" | tr ',' '\n' |
    sed -n -e '/"url": *".*\/assets\/[0-9]*"/h' -e "/\"name\": *\"$2\"/{x;s/.*\"\(http[^\"]*\)\".*/\1/p;q;}")
  case $private_file in
    "$private_api"/assets/*) with_token "$private_file" "$WORK/$2" application/octet-stream ;;
    *) return 1 ;;
  esac
}

# The token goes by standard input: process lists show arguments.
with_token() {
  printf 'header = "Authorization: Bearer %s"\n' "$GITHUB_TOKEN" |
    run_curl "$1" "$2" --header "Accept: $3" --config -
}

# Downloads the file $2 of the release at the mirror $1. A downloader can be broken: the curl of snap cannot write to /tmp.
download() {
  case $VERSION in
    latest) download_url=$1/latest/download/$2 ;;
    *) download_url=$1/download/v$VERSION/$2 ;;
  esac
  if has curl && run_curl "$download_url" "$WORK/$2"; then return 0; fi
  if has wget && run_wget "$download_url" "$WORK/$2"; then return 0; fi
  if [ -n "${GITHUB_TOKEN:-}" ] && has curl; then
    case $1 in
      "${GITHUB_SERVER_URL:-https://github.com}"/*/releases) download_private "$1" "$2" && return 0 ;;
    esac
  fi
  warn "Cannot download $download_url"
  return 1
}

download_from_mirrors() {
  for mirror in $MIRRORS; do
    say "Downloading $ARCHIVE ($VERSION) from $mirror"
    if download "${mirror%/}" SHA256SUMS && download "${mirror%/}" "$ARCHIVE"; then return 0; fi
  done
  fail 1 'Cannot download the release' 'Check your network and proxy, or use a mirror with --from; nothing was changed'
}

sha256_of() {
  if has sha256sum; then
    sha256_line=$(sha256sum < "$1")
  elif has shasum; then
    sha256_line=$(shasum -a 256 < "$1")
  elif has openssl; then
    sha256_line=$(openssl dgst -sha256 -r < "$1")
  else
    fail 1 'Cannot verify the download without sha256sum, shasum or openssl' 'Install one of them and run this again'
  fi
  printf '%s' "${sha256_line%% *}"
}

verify_archive() {
  verify_expected=$(sed -n "s/^\([0-9a-f]\{64\}\)[ *][ *]*$PROGRAM-${TARGET}[.]tar[.]gz\$/\1/p" "$WORK/SHA256SUMS" | head -n 1)
  if [ -z "$verify_expected" ]; then
    fail 1 "SHA256SUMS has no checksum for $ARCHIVE, so it cannot be verified" 'Nothing was changed'
  fi
  verify_actual=$(sha256_of "$WORK/$ARCHIVE")
  if [ "$verify_actual" != "$verify_expected" ]; then
    fail 1 "The checksum of the downloaded $ARCHIVE is wrong" \
      "expected SHA-256 $verify_expected" "got      SHA-256 ${verify_actual:-nothing}" 'Nothing was changed'
  fi
}

# Sets INSTALLED to what the program prints as its version.
run_program() {
  # Some systems run nothing from the folder for temporary files, so the copy in the final folder is tried too.
  if INSTALLED=$("$WORK/$PROGRAM" --version 2> /dev/null) || INSTALLED=$("$STAGED" --version); then return 0; fi
  run_limit=$(sed -n 's/^Max address space *\([0-9]*\) .*/\1/p' /proc/self/limits 2> /dev/null || true)
  if [ -n "$run_limit" ]; then
    fail 1 'The program needs 34 GB of address space, and this shell has a limit for it (ulimit -v)' \
      'Run "ulimit -v unlimited" first, or use a compute node if the login node does not allow that; nothing was changed'
  fi
  fail 1 'The downloaded program does not run on this system' 'Nothing was changed'
}

install_program() {
  detect_target
  ARCHIVE=$PROGRAM-$TARGET.tar.gz
  has tar || fail 1 'tar is not installed' 'Install it and run this again'
  has curl || has wget || fail 1 'Neither curl nor wget is installed' 'Install one of them and run this again'
  # With a umask of 077, other users could not run what root installs for them.
  if [ "$(id -u)" = 0 ]; then umask 022; fi
  mkdir -p "$FOLDER" 2> /dev/null || fail 1 "Cannot create the folder \"$FOLDER\"" 'Choose another one with --dir'
  FOLDER=$(CDPATH='' cd -- "$FOLDER" && pwd)
  install_path=$FOLDER/$PROGRAM
  if [ -d "$install_path" ]; then fail 1 "\"$install_path\" is a folder" 'Choose another folder with --dir'; fi
  STAGED=$FOLDER/.$PROGRAM.$$
  (: > "$STAGED") 2> /dev/null || fail 1 "Cannot write to the folder \"$FOLDER\"" 'Choose another one with --dir'
  WORK=$(mktemp -d 2> /dev/null) || fail 1 'Cannot create a temporary folder' 'Set TMPDIR to a folder you can write to'

  download_from_mirrors
  verify_archive
  (cd "$WORK" && tar -xzf "$ARCHIVE" "$PROGRAM") || fail 1 'Cannot unpack the archive' 'Nothing was changed'
  { cp "$WORK/$PROGRAM" "$STAGED" && chmod 755 "$STAGED"; } ||
    fail 1 "Cannot write the program to \"$FOLDER\"" 'Nothing was changed'
  run_program
  mv -f "$STAGED" "$install_path" || fail 1 "Cannot replace \"$install_path\"" 'Nothing was changed'
  version=${INSTALLED#"$PROGRAM "}
  say "Installed $PROGRAM ${version%% *} to $install_path"
  warn_of_other_copy
  add_to_path
}

warn_of_other_copy() {
  other_path=$(command -v "$PROGRAM" 2> /dev/null) || return 0
  if [ -f "$other_path" ] && [ "$(sha256_of "$other_path")" != "$(sha256_of "$install_path")" ]; then
    warn "Warning: another $PROGRAM comes first on your PATH: $other_path" "Remove it, or put $FOLDER before it on PATH"
  fi
}

# The text in single quotes, for a shell to read.
quote() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

add_to_path() {
  case :$PATH: in
    *":$FOLDER:"* | *":$FOLDER/:"*)
      say "Try: $PROGRAM --help"
      return 0
      ;;
  esac
  # The next steps of the job have it on PATH then.
  if [ -n "${GITHUB_PATH:-}" ] && append_line "$GITHUB_PATH" "$FOLDER"; then return 0; fi
  path_line="export PATH=$(quote "$FOLDER"):\"\$PATH\""
  path_when='Open a new terminal for this to take effect'
  path_login=
  case ${HOME:+${SHELL:-sh}} in
    zsh | */zsh)
      # ~/.zshenv can move the other files.
      path_file=$(zsh -c 'printf "\n%s" "${ZDOTDIR:-$HOME}"' < /dev/null 2> /dev/null | tail -n 1) || path_file=
      path_file=${path_file:-${ZDOTDIR:-$HOME}}/.zshrc
      ;;
    fish | */fish)
      path_line="fish_add_path $(quote "$FOLDER")"
      path_file=${XDG_CONFIG_HOME:-$HOME/.config}/fish/config.fish
      ;;
    bash | */bash)
      path_file=$HOME/.bashrc
      # A login shell, as on macOS and over ssh, reads only the first of these that exists.
      path_login=$HOME/.profile
      if [ -r "$HOME/.bash_login" ]; then path_login=$HOME/.bash_login; fi
      if [ -r "$HOME/.bash_profile" ]; then path_login=$HOME/.bash_profile; fi
      ;;
    sh | */sh | */dash | */ash | */busybox | */ksh | */ksh93 | */mksh)
      path_file=$HOME/.profile
      path_when='Log in again for this to take effect'
      ;;
    *)
      warn "$FOLDER is not on your PATH. Add it in the startup file of your shell${SHELL:+ ($SHELL)}."
      return 0
      ;;
  esac
  if [ "$ADD_TO_PATH" = no ]; then
    say "$FOLDER is not on your PATH. Add this line to $path_file, or run this again with --add-to-path:" "  $path_line"
    return 0
  fi
  for path_file in "$path_file" ${path_login:+"$path_login"}; do
    append_line "$path_file" "$path_line" || path_when=
  done
  if [ -n "$path_when" ]; then say "$path_when"; fi
}

# Adds the line $2 to the file $1, once.
append_line() {
  if [ -f "$1" ] && grep -qxF "$2" "$1"; then
    say "$1 already has the line: $2"
    return 0
  fi
  append_start=
  # The last line of the file can lack its end.
  if [ -n "$(tail -c 1 "$1" 2> /dev/null)" ]; then append_start='\n'; fi
  if { mkdir -p "$(dirname "$1")" && printf "$append_start%s\n" "$2" >> "$1"; } 2> /dev/null; then
    say "Added to $1: $2"
    return 0
  fi
  warn "Warning: cannot write to $1, so PATH was not changed there. Add this line yourself:" "  $2"
  return 1
}

uninstall_program() {
  uninstall_path=$FOLDER/$PROGRAM
  if [ -d "$uninstall_path" ]; then fail 1 "\"$uninstall_path\" is a folder" 'It was left unchanged'; fi
  if [ ! -e "$uninstall_path" ] && [ ! -L "$uninstall_path" ]; then
    say "There is no $PROGRAM in $FOLDER"
    return 0
  fi
  rm -f "$uninstall_path" || fail 1 "Cannot remove \"$uninstall_path\""
  say "Removed $uninstall_path" 'Shell startup files, env files and repositories were left unchanged'
}

# Makes FOLDER a full path. No shell expands the tilde in --dir=~/bin, and a workflow expands nothing in a variable.
resolve_folder() {
  resolve_home=${HOME:-}
  case $FOLDER in
    \~ | \~/*) FOLDER=${resolve_home:-\$}${FOLDER#\~} ;;
    \$HOME | \$HOME/*) FOLDER=${resolve_home:-\$}${FOLDER#\$HOME} ;;
    # ${HOME}
    \$?HOME? | \$?HOME?/*) FOLDER=${resolve_home:-\$}${FOLDER#???????} ;;
  esac
  case $FOLDER in
    '' | \~* | *\$* | *:*) fail 2 'Cannot tell which folder to install into' 'Give its full path with --dir' ;;
    /*) ;;
    *) FOLDER=$(pwd)/$FOLDER ;;
  esac
}

check_mirrors() {
  for mirror in $MIRRORS; do
    case $mirror in
      @*) fail 2 'This copy of the script is not from a release' 'Use the script of a release, or add --from URL' ;;
      https://* | http://localhost:* | http://127.0.0.1:*) ;;
      *) fail 2 "The URL \"$mirror\" does not start with https://" 'Use another one with --from' ;;
    esac
  done
}

clean_up() {
  if [ -n "$WORK" ]; then rm -rf "$WORK"; fi
  if [ -n "$STAGED" ]; then rm -f "$STAGED"; fi
}

main() {
  set -eu
  VERSION=${HF_DATASET_SETUP_VERSION:-latest}
  FOLDER=${HF_DATASET_SETUP_DIR:-}
  MIRRORS=${HF_DATASET_SETUP_FROM:-$DEFAULT_URL}
  ADD_TO_PATH=no QUIET=no ACTION=install WORK='' STAGED=''
  if is_yes "${HF_DATASET_SETUP_ADD_TO_PATH:-}"; then ADD_TO_PATH=yes; fi
  if is_yes "${HF_DATASET_SETUP_QUIET:-}"; then QUIET=yes; fi
  if is_yes "${HF_DATASET_SETUP_UNINSTALL:-}"; then ACTION=uninstall; fi
  while [ $# -gt 0 ]; do
    option=${1%%=*}
    case $1 in
      --version=* | --dir=* | --from=*) value=${1#*=} ;;
      --version | --dir | --from)
        value=${2:-}
        if [ $# -gt 1 ]; then shift; fi
        ;;
      --add-to-path | --quiet | --uninstall | --help | -h) value=none ;;
      *) fail 2 "Unknown option \"$1\"" 'Run it with --help to see the options' ;;
    esac
    [ -n "$value" ] || fail 2 "The option $option needs a value" 'Run it with --help to see the options'
    case $option in
      --version) VERSION=$value ;;
      --dir) FOLDER=$value ;;
      --from) MIRRORS=$value ;;
      --add-to-path) ADD_TO_PATH=yes ;;
      --quiet) QUIET=yes ;;
      --uninstall) ACTION=uninstall ;;
      *)
        usage
        return 0
        ;;
    esac
    shift
  done
  VERSION=${VERSION#v}
  case $VERSION in
    '' | *[!A-Za-z0-9.+-]*) fail 2 "\"$VERSION\" is not a version" 'Write it as in --version 0.1.0' ;;
  esac
  if [ -z "$FOLDER" ]; then
    # The specification of XDG tells programs to ignore a relative path.
    case ${XDG_BIN_HOME:-} in
      /* | \~* | \$*) FOLDER=$XDG_BIN_HOME ;;
      *) FOLDER=${HOME:+$HOME/.local/bin} ;;
    esac
  fi
  resolve_folder
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [ "$ACTION" = uninstall ]; then
    uninstall_program
  else
    check_mirrors
    install_program
  fi
}

{ main "$@"; }
