#!/bin/sh
# Installs hf-dataset-setup: downloads the binary for this system, checks it against the published checksum, and puts
# it into one folder. Nothing else is changed, unless --add-to-path asks for it. See --help.
#
# Everything is in functions and the call is on the last line, in braces: a script that arrives only in part does nothing.
# Plain POSIX sh; `local` is not used, so every function's variables have a prefix of their own.

PROGRAM=hf-dataset-setup
# Written in by the release: where its files are, and which version it is.
DEFAULT_URL='@RELEASES_URL@'

usage() {
  cat << 'END'
Install hf-dataset-setup.

Usage:
  sh install.sh [OPTIONS]

Options:
  --version VERSION   install this version, such as 0.1.0 [default: the latest]
  --dir DIR           install into this folder [default: XDG_BIN_HOME, else ~/.local/bin]
  --add-to-path       also add the folder to PATH in the profile of your shell
  --uninstall         remove the program from the folder
  --from URL          take the files from another server, such as a mirror
  --help              show this text

The file is verified with its SHA-256 checksum before anything is replaced. When something fails, an older version
that is there stays as it is.

Exit codes: 0 done; 1 failed, nothing was changed; 2 wrong usage; 3 this system is not supported.
END
}

say() {
  printf '%s\n' "$*" >&2
}

fail() {
  fail_code=$1
  shift
  say "Error: $1"
  shift
  for fail_line in "$@"; do say "$fail_line"; done
  exit "$fail_code"
}

has() {
  command -v "$1" > /dev/null 2>&1
}

# The value of an option; stops where there is none.
value_of() {
  if [ "$2" -lt 2 ] || [ -z "$3" ]; then fail 2 "The option $1 needs a value" 'Run it with --help to see how'; fi
  printf '%s' "$3"
}

detect_target() {
  detect_system=$(uname -s)
  detect_machine=$(uname -m)
  case $detect_system in
    Linux)
      if is_musl; then
        fail 3 'This Linux uses musl, and there is a binary for glibc only' \
          "Run it with Deno instead: the release has $PROGRAM.js for that"
      fi
      detect_name=linux
      ;;
    Darwin)
      detect_name=macos
      # A shell that runs translated by Rosetta says x86_64 on an Apple processor.
      if [ "$(sysctl -n sysctl.proc_translated 2> /dev/null || true)" = 1 ]; then detect_machine=arm64; fi
      ;;
    MINGW* | MSYS* | CYGWIN*)
      fail 3 'This is Windows' 'Use install.ps1 in PowerShell instead'
      ;;
    *)
      fail 3 "There is no binary for the system \"$detect_system\"" \
        "Run it with Deno instead: the release has $PROGRAM.js for that"
      ;;
  esac
  case $detect_machine in
    x86_64 | amd64)
      # A 32-bit system may run on a 64-bit kernel, which is what uname tells of.
      if [ "$detect_name" = linux ] && [ "$(getconf LONG_BIT 2> /dev/null || echo 64)" != 64 ]; then
        fail 3 'This is a 32-bit system, and there are 64-bit binaries only'
      fi
      detect_machine=x86_64
      ;;
    aarch64 | arm64) detect_machine=aarch64 ;;
    *)
      fail 3 "There is no binary for the processor \"$detect_machine\"" \
        'There are binaries for x86_64 and aarch64'
      ;;
  esac
  printf '%s-%s' "$detect_name" "$detect_machine"
}

# glibc says who it is; musl's ldd complains instead, and BusyBox systems often have neither.
is_musl() {
  if has getconf && getconf GNU_LIBC_VERSION > /dev/null 2>&1; then return 1; fi
  if has ldd && ldd --version 2>&1 | grep -qi musl; then return 0; fi
  for musl_loader in /lib/ld-musl-*; do
    if [ -e "$musl_loader" ]; then return 0; fi
  done
  return 1
}

# Downloads $1 to the file $2, with time limits; returns another code than 0 when it could not be had whole.
download() {
  if has curl; then
    # A server that sends on from https to http is not followed.
    curl --fail --silent --show-error --location --retry 2 --connect-timeout 15 --speed-limit 1000 --speed-time 30 \
      --proto "=${1%%:*}" --output "$2" "$1"
  elif has wget; then
    # Only GNU's wget tells a version, and only it has to be told not to try twenty times.
    if wget --version > /dev/null 2>&1; then
      wget -q -O "$2" -T 30 -t 2 "$1"
    else
      # Others, such as BusyBox's, take any certificate: whoever is in between could send both checksum and program.
      case $1 in
        https:*) fail 1 'This wget does not verify who it downloads from' 'Install curl or GNU wget and run this again' ;;
      esac
      wget -q -O "$2" -T 30 "$1"
    fi
  else
    fail 1 'Neither curl nor wget is installed' 'Install one of them and run this again'
  fi
}

sha256_of() {
  if has sha256sum; then
    sha256_line=$(sha256sum < "$1")
  elif has shasum; then
    sha256_line=$(shasum -a 256 < "$1")
  elif has openssl; then
    sha256_line=$(openssl dgst -sha256 -r < "$1")
  else
    fail 1 'Neither sha256sum, shasum nor openssl is installed, so the download cannot be verified' \
      'Install one of them and run this again'
  fi
  printf '%s' "${sha256_line%% *}"
}

# Leaves no temporary file behind, however it ends.
clean_up() {
  if [ -n "${WORK:-}" ]; then rm -rf "$WORK"; fi
  if [ -n "${STAGED:-}" ]; then rm -f "$STAGED"; fi
}

install_program() {
  install_target=$(detect_target)
  install_archive="$PROGRAM-$install_target.tar.gz"
  case $VERSION in
    latest) install_url="$URL/latest/download" ;;
    *) install_url="$URL/download/v${VERSION#v}" ;;
  esac
  case $install_url in
    https://* | http://localhost:* | http://127.0.0.1:*) ;;
    *) fail 2 "The address \"$install_url\" does not begin with https://" 'Give another one with --from' ;;
  esac
  has tar || fail 1 'tar is not installed' 'Install it and run this again'
  # A folder that cannot be written to is found out before anything is downloaded.
  mkdir -p "$FOLDER" 2> /dev/null || fail 1 "The folder \"$FOLDER\" cannot be made" 'Name another one with --dir'
  install_path="$FOLDER/$PROGRAM"
  if [ -d "$install_path" ]; then fail 1 "\"$install_path\" is a folder" 'Name another folder with --dir'; fi
  STAGED="$FOLDER/.$PROGRAM.$$"
  (: > "$STAGED") 2> /dev/null || {
    STAGED=
    fail 1 "The folder \"$FOLDER\" cannot be written to" 'Name another one with --dir'
  }
  WORK=$(mktemp -d 2> /dev/null) || fail 1 'No folder for temporary files can be made' 'Set TMPDIR to one that can be'

  say "Downloading $install_url/$install_archive"
  download "$install_url/SHA256SUMS" "$WORK/SHA256SUMS" ||
    fail 1 "The checksums $install_url/SHA256SUMS could not be downloaded" 'Nothing was changed'
  download "$install_url/$install_archive" "$WORK/archive" ||
    fail 1 "The file $install_url/$install_archive could not be downloaded whole" 'Nothing was changed'

  install_expected=$(sed -n "s/^\([0-9a-f]\{64\}\)[ *][ *]*$PROGRAM-${install_target}[.]tar[.]gz\$/\1/p" "$WORK/SHA256SUMS" | head -n 1)
  if [ -z "$install_expected" ]; then
    fail 1 "SHA256SUMS has no checksum for $install_archive, so it cannot be verified" 'Nothing was changed'
  fi
  install_actual=$(sha256_of "$WORK/archive")
  if [ "$install_actual" != "$install_expected" ]; then
    fail 1 "The downloaded $install_archive is not the published one" \
      "expected SHA-256 $install_expected" "got      SHA-256 ${install_actual:-nothing}" 'Nothing was changed'
  fi

  (cd "$WORK" && tar -xzf archive "$PROGRAM") || fail 1 'The archive could not be unpacked' 'Nothing was changed'
  install_version=$("$WORK/$PROGRAM" --version 2> /dev/null) || install_version=
  # On systems that run nothing from the folder for temporary files, the copy in the folder itself is tried.
  { cp "$WORK/$PROGRAM" "$STAGED" && chmod 755 "$STAGED"; } ||
    fail 1 "The program could not be written to \"$FOLDER\"" 'An older version that is there was not changed'
  if [ -z "$install_version" ]; then
    # What the system says against it, such as a library that is too old, is told.
    install_version=$("$STAGED" --version) ||
      fail 1 'The downloaded program does not run on this system' 'Nothing was changed'
  fi
  mv -f "$STAGED" "$install_path" ||
    fail 1 "\"$install_path\" could not be replaced" 'An older version that is there was not changed'
  STAGED=
  say "Installed $PROGRAM $install_version to $install_path"
  tell_path
}

on_path() {
  case ":$PATH:" in
    *":$FOLDER:"*) return 0 ;;
    *) return 1 ;;
  esac
}

# The text in single quotes, for a shell to read back.
quote() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

tell_path() {
  if on_path; then
    say "Try: $PROGRAM --help"
    return 0
  fi
  tell_line="export PATH=$(quote "$FOLDER"):\"\$PATH\""
  if [ -z "${HOME:-}" ]; then
    say 'The folder is not on your PATH, and HOME is not set, so it is not known which profile is yours. The line for it is:'
    say "  $tell_line"
    return 0
  fi
  case ${SHELL:-} in
    */fish)
      tell_line="fish_add_path $(quote "$FOLDER")"
      tell_profile="${XDG_CONFIG_HOME:-$HOME/.config}/fish/config.fish"
      ;;
    */zsh) tell_profile="${ZDOTDIR:-$HOME}/.zshrc" ;;
    */bash)
      tell_profile="$HOME/.bashrc"
      # Terminals on macOS start login shells, which do not read that one.
      if [ "$(uname -s)" = Darwin ]; then tell_profile="$HOME/.bash_profile"; fi
      ;;
    *) tell_profile="$HOME/.profile" ;;
  esac
  if [ "$ADD_TO_PATH" = no ]; then
    say "The folder is not on your PATH. Add this line to $tell_profile, or run this again with --add-to-path:"
    say "  $tell_line"
    return 0
  fi
  if [ -f "$tell_profile" ] && grep -qxF "$tell_line" "$tell_profile"; then
    say "$tell_profile has the line already; open a new terminal"
    return 0
  fi
  { mkdir -p "$(dirname "$tell_profile")" && printf '\n%s\n' "$tell_line" >> "$tell_profile"; } ||
    fail 1 "$tell_profile could not be written to" 'The program is installed; add this line yourself:' "  $tell_line"
  say "Added to $tell_profile: $tell_line"
  say 'Open a new terminal for it to count'
}

uninstall_program() {
  uninstall_path="$FOLDER/$PROGRAM"
  if [ ! -e "$uninstall_path" ] && [ ! -L "$uninstall_path" ]; then
    say "There is no $PROGRAM in $FOLDER"
    return 0
  fi
  if [ -d "$uninstall_path" ]; then fail 1 "\"$uninstall_path\" is a folder" 'It was left as it is'; fi
  rm -f "$uninstall_path" || fail 1 "\"$uninstall_path\" could not be removed"
  say "Removed $uninstall_path"
  say 'Lines in your shell profile, env files and repositories were left as they are'
}

main() {
  set -eu
  VERSION=latest ADD_TO_PATH=no ACTION=install FOLDER='' WORK='' STAGED='' URL=$DEFAULT_URL
  while [ $# -gt 0 ]; do
    case $1 in
      --version)
        VERSION=$(value_of "$1" $# "${2:-}")
        shift
        ;;
      --version=*) VERSION=$(value_of "${1%%=*}" 2 "${1#*=}") ;;
      --dir)
        FOLDER=$(value_of "$1" $# "${2:-}")
        shift
        ;;
      --dir=*) FOLDER=$(value_of "${1%%=*}" 2 "${1#*=}") ;;
      --from)
        URL=$(value_of "$1" $# "${2:-}")
        shift
        ;;
      --from=*) URL=$(value_of "${1%%=*}" 2 "${1#*=}") ;;
      --add-to-path) ADD_TO_PATH=yes ;;
      --uninstall) ACTION=uninstall ;;
      --help | -h)
        usage
        return 0
        ;;
      *) fail 2 "The option \"$1\" is not known" 'Run it with --help to see the options' ;;
    esac
    shift
  done
  case $VERSION in
    '' | *[!A-Za-z0-9.+-]*) fail 2 "\"$VERSION\" is not a version" 'Give it as in --version 0.1.0' ;;
  esac
  if [ -z "$FOLDER" ]; then
    if [ -n "${XDG_BIN_HOME:-}" ]; then
      FOLDER=$XDG_BIN_HOME
    elif [ -n "${HOME:-}" ]; then
      FOLDER=$HOME/.local/bin
    else
      fail 2 'Neither XDG_BIN_HOME nor HOME is set' 'Name the folder with --dir'
    fi
  fi
  case $FOLDER in
    /*) ;;
    *) FOLDER=$(pwd)/$FOLDER ;;
  esac
  # As it would stand on PATH.
  case $FOLDER in
    *[!/]*/) FOLDER=${FOLDER%"${FOLDER##*[!/]}"} ;;
  esac
  URL=${URL%/}
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [ "$ACTION" = uninstall ]; then
    uninstall_program
  else
    case $URL in
      @*) fail 2 'This copy of the script names no release' 'Take it from a release, or name one with --from URL' ;;
    esac
    install_program
  fi
}

{ main "$@"; }
