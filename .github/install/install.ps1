# Installs hf-dataset-setup on Windows: downloads the binary, verifies its checksum, and puts it into one folder. See -Help.
#
# For Windows PowerShell 5.1 and PowerShell 7. Everything is in one script block, so that "irm URL | iex" leaves neither
# functions nor variables in the session.

& {
    param([object[]] $Arguments)

    $usage = @'
Install hf-dataset-setup.

Usage:
  powershell -ExecutionPolicy Bypass -File install.ps1 [OPTIONS]
  irm URL_OF_THIS_SCRIPT | iex

Options, each with the environment variable that sets it too:
  -Version VERSION   install this version, such as 0.1.0 [default: latest] (HF_DATASET_SETUP_VERSION)
  -Dir DIR           install into this folder [default: XDG_BIN_HOME, else .local\bin in your home folder] (HF_DATASET_SETUP_DIR)
  -From URL          download from a mirror; several, separated by spaces, are tried in turn (HF_DATASET_SETUP_FROM)
  -AddToPath         add the folder to your PATH (HF_DATASET_SETUP_ADD_TO_PATH=1)
  -Quiet             print only warnings and errors (HF_DATASET_SETUP_QUIET=1)
  -Uninstall         remove the program from the folder (HF_DATASET_SETUP_UNINSTALL=1)
  -Help              show this text

GITHUB_TOKEN reads a private release; it is sent to GitHub only. In a GitHub workflow, the folder is added to GITHUB_PATH.
If anything fails, nothing is installed and an existing version stays as it is.

Exit codes: 0 done; 1 failed; 2 wrong usage; 3 this system is not supported.
'@

    $install = {
        [CmdletBinding()]
        param(
            [string] $Version = $env:HF_DATASET_SETUP_VERSION,
            [string] $Dir = $env:HF_DATASET_SETUP_DIR,
            [string] $From = $env:HF_DATASET_SETUP_FROM,
            [switch] $AddToPath = ($env:HF_DATASET_SETUP_ADD_TO_PATH -notin $null, '', '0', 'no', 'false'),
            [switch] $Quiet = ($env:HF_DATASET_SETUP_QUIET -notin $null, '', '0', 'no', 'false'),
            [switch] $Uninstall = ($env:HF_DATASET_SETUP_UNINSTALL -notin $null, '', '0', 'no', 'false'),
            [switch] $Help
        )
        Set-StrictMode -Version 2.0
        $ErrorActionPreference = 'Stop'
        $program = 'hf-dataset-setup'

        function Write-Step([string] $Text) {
            if (-not $Quiet) { Write-Host $Text }
        }

        function Stop-Install([int] $Code, [string] $Message, [string] $Hint) {
            $failure = New-Object System.Exception "$Message`n$Hint"
            $failure.Data['Code'] = $Code
            throw $failure
        }

        function Get-Target {
            # Windows PowerShell 5.1 does not have this variable.
            if ((Test-Path variable:IsWindows) -and -not $IsWindows) { Stop-Install 3 'This is not Windows' 'Use install.sh instead' }
            # A 32-bit shell names the processor of the system in the first of these.
            $processor = @($env:PROCESSOR_ARCHITEW6432, $env:PROCESSOR_ARCHITECTURE) -ne $null -ne '' | Select-Object -First 1
            # Windows on ARM runs the binary for x86_64.
            if ($processor -in 'AMD64', 'ARM64') { return 'windows-x86_64' }
            Stop-Install 3 "There is no binary for the processor `"$processor`"" 'There is one for x86_64, which Windows on ARM runs too'
        }

        function Get-Folder {
            $named = $Dir
            # The specification of XDG tells programs to ignore a relative path.
            if (-not $named -and $env:XDG_BIN_HOME -match '^([A-Za-z]:)?[\\/]|^~') { $named = $env:XDG_BIN_HOME }
            if (-not $named -and -not $HOME) { Stop-Install 2 'Your home folder is unknown' 'Choose a folder with -Dir' }
            if (-not $named) { $named = "$HOME\.local\bin" }
            $named = [Environment]::ExpandEnvironmentVariables($named) -replace '^\$(HOME|\{HOME\}|env:USERPROFILE)(?=[\\/]|$)', '~'
            $folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($named).TrimEnd('\')
            if ([IO.Directory]::Exists("$folder\$program.exe")) {
                Stop-Install 1 "`"$folder\$program.exe`" is a folder" 'Choose another folder with -Dir'
            }
            return $folder
        }

        function Get-File([string] $Url, [string] $Path, [hashtable] $Headers = @{}) {
            $client = New-Object Net.WebClient
            foreach ($name in $Headers.Keys) { $client.Headers[$name] = $Headers[$name] }
            if ($client.Proxy -and -not $client.Proxy.Credentials) {
                $client.Proxy.Credentials = [Net.CredentialCache]::DefaultCredentials
            }
            try { $client.DownloadFile($Url, $Path) } finally { $client.Dispose() }
        }

        # GitHub takes a token with its API only, where a file has a number instead of a name.
        function Get-PrivateFile([string] $Mirror, [string] $Name, [string] $Path) {
            $repository = $Mirror.Substring($github.Length).Trim('/') -replace '/releases$', ''
            $api = if ($env:GITHUB_API_URL) { $env:GITHUB_API_URL } else { 'https://api.github.com' }
            $release = if ($Version -ceq 'latest') { 'latest' } else { "tags/v$Version" }
            $headers = @{ Authorization = "Bearer $env:GITHUB_TOKEN"; Accept = 'application/vnd.github+json'; 'User-Agent' = $program }
            Get-File "$api/repos/$repository/releases/$release" $Path $headers
            $assets = ([IO.File]::ReadAllText($Path) | ConvertFrom-Json).assets
            $url = $assets | Where-Object { $_.name -ceq $Name } | ForEach-Object { $_.url }
            if (-not $url) { throw "The release has no $Name" }
            $headers['Accept'] = 'application/octet-stream'
            Get-File $url $Path $headers
        }

        # Downloads the checksums and the archive from the first mirror that has both.
        function Get-Release([string] $Archive, [string] $Work) {
            $path = if ($Version -ceq 'latest') { 'latest/download' } else { "download/v$Version" }
            $github = if ($env:GITHUB_SERVER_URL) { $env:GITHUB_SERVER_URL } else { 'https://github.com' }
            foreach ($mirror in $mirrors) {
                Write-Step "Downloading $Archive ($Version) from $mirror"
                try {
                    foreach ($name in 'SHA256SUMS', $Archive) {
                        try {
                            Get-File "$mirror/$path/$name" "$Work\$name"
                        } catch {
                            if (-not $env:GITHUB_TOKEN -or -not $mirror.StartsWith("$github/")) { throw }
                            Get-PrivateFile $mirror $name "$Work\$name"
                        }
                    }
                    return
                } catch {
                    Write-Warning "Cannot download from ${mirror}: $($_.Exception.GetBaseException().Message)"
                }
            }
            Stop-Install 1 'Cannot download the release' 'Check your network and proxy, or use a mirror with -From; nothing was changed'
        }

        function Assert-Checksum([string] $Archive, [string] $Work) {
            $pattern = "^[0-9a-f]{64} [ *]$([regex]::Escape($Archive))$"
            $line = [IO.File]::ReadAllLines("$Work\SHA256SUMS") -cmatch $pattern | Select-Object -First 1
            if (-not $line) { Stop-Install 1 "SHA256SUMS has no checksum for $Archive, so it cannot be verified" 'Nothing was changed' }
            $expected = $line.Substring(0, 64)
            $sha256 = [Security.Cryptography.SHA256]::Create()
            $actual = -join ($sha256.ComputeHash([IO.File]::ReadAllBytes("$Work\$Archive")) | ForEach-Object { $_.ToString('x2') })
            if ($actual -cne $expected) {
                $hint = "expected SHA-256 $expected`ngot      SHA-256 $actual`nNothing was changed"
                Stop-Install 1 "The checksum of the downloaded $Archive is wrong" $hint
            }
        }

        function Install-Program([string] $Folder) {
            $archive = "$program-$(Get-Target).zip"
            $path = "$Folder\$program.exe"
            # In the folder itself, so that it can take the place of the old program in one step.
            $staged = "$Folder\.$program.$PID.exe"
            $old = "$Folder\.$program.$PID.old"
            $work = Join-Path ([IO.Path]::GetTempPath()) "$program-$([Guid]::NewGuid())"
            try {
                try {
                    [void] [IO.Directory]::CreateDirectory($Folder)
                    [IO.File]::WriteAllText($staged, '')
                } catch {
                    Stop-Install 1 "Cannot write to the folder `"$Folder`"" 'Choose another one with -Dir'
                }
                [void] [IO.Directory]::CreateDirectory($work)
                Get-Release $archive $work
                Assert-Checksum $archive $work
                Add-Type -AssemblyName System.IO.Compression.FileSystem
                [IO.Compression.ZipFile]::ExtractToDirectory("$work\$archive", "$work\program")
                $installed = & "$work\program\$program.exe" --version
                if ($LASTEXITCODE -ne 0) { Stop-Install 1 'The downloaded program does not run on this system' 'Nothing was changed' }
                [IO.File]::Copy("$work\program\$program.exe", $staged, $true)
                # Windows lets nobody overwrite a program that runs, but it can be renamed.
                if ([IO.File]::Exists($path)) { [IO.File]::Move($path, $old) }
                try {
                    [IO.File]::Move($staged, $path)
                } catch {
                    if ([IO.File]::Exists($old)) { [IO.File]::Move($old, $path) }
                    throw
                }
                Write-Step "Installed $($installed -replace ' \(.*$', '') to $path"
            } finally {
                Remove-Item -LiteralPath $staged, $work -Recurse -Force -ErrorAction SilentlyContinue
                if ([IO.File]::Exists($path)) { Remove-OldProgram $Folder }
            }
            Write-OtherCopy $path
            Add-FolderToPath $Folder
        }

        # Those of earlier installations too: a program that ran at that time could not be removed.
        function Remove-OldProgram([string] $Folder) {
            Get-ChildItem -LiteralPath $Folder -Force | Where-Object { $_.Name -match "^\.$program\.[0-9]+\.old$" } |
                ForEach-Object { Remove-Item -LiteralPath $_.FullName -Force -ErrorAction SilentlyContinue }
        }

        function Write-OtherCopy([string] $Path) {
            $other = Get-Command $program -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
            if ($other -and $other.Path -ne $Path) { Write-Warning "Another $program comes first on your PATH: $($other.Path)" }
        }

        function Add-FolderToPath([string] $Folder) {
            if (@($env:PATH -split ';' | ForEach-Object { $_.TrimEnd('\') }) -contains $Folder) {
                Write-Step "Try: $program --help"
            } elseif ($env:GITHUB_PATH) {
                $start = if ([IO.File]::ReadAllText($env:GITHUB_PATH) -match '[^\n]\z') { "`n" } else { '' }
                [IO.File]::AppendAllText($env:GITHUB_PATH, "$start$Folder`n")
                Write-Step 'Later steps of this job will find it on PATH'
            } elseif ($AddToPath) {
                # As it is stored: names such as %USERPROFILE% in it stay names.
                $key = [Microsoft.Win32.Registry]::CurrentUser.CreateSubKey('Environment')
                try {
                    $current = $key.GetValue('Path', '', [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
                    if (@($current -split ';') -notcontains $Folder) {
                        $key.SetValue('Path', (@($Folder, $current) -ne '' -join ';'), [Microsoft.Win32.RegistryValueKind]::ExpandString)
                    }
                } finally {
                    $key.Dispose()
                }
                # Removes nothing, but tells other programs that the variables changed.
                [Environment]::SetEnvironmentVariable('HF_DATASET_SETUP_PATH_CHANGED', [NullString]::Value, 'User')
                $env:PATH = "$Folder;$env:PATH"
                Write-Step "Added to your PATH, for this window too: $Folder"
            } else {
                Write-Step "$Folder is not on your PATH. To add it, run this again with -AddToPath, or after:"
                Write-Step '  $env:HF_DATASET_SETUP_ADD_TO_PATH = 1'
            }
        }

        function Uninstall-Program([string] $Folder) {
            if (-not [IO.File]::Exists("$Folder\$program.exe")) {
                Write-Step "There is no $program in $Folder"
                return
            }
            [IO.File]::Delete("$Folder\$program.exe")
            Remove-OldProgram $Folder
            Write-Step "Removed $Folder\$program.exe"
            Write-Step 'PATH, env files and repositories were left unchanged'
        }

        if ($Help) { return $usage }
        $Version = if ($Version) { $Version -replace '^v', '' } else { 'latest' }
        if ($Version -notmatch '^[A-Za-z0-9.+-]+$') { Stop-Install 2 "`"$Version`" is not a version" 'Write it as in -Version 0.1.0' }
        if (-not $From) { $From = '@RELEASES_URL@' }
        $mirrors = @($From.Trim() -split '\s+' | ForEach-Object { $_.TrimEnd('/') })
        foreach ($mirror in $mirrors) {
            if ($Uninstall) { break }
            if ($mirror.StartsWith('@')) {
                Stop-Install 2 'This copy of the script is not from a release' 'Use the script of a release, or add -From URL'
            }
            if ($mirror -notmatch '^(https://|http://(localhost|127\.0\.0\.1):)') {
                Stop-Install 2 "The URL `"$mirror`" does not start with https://" 'Use another one with -From'
            }
        }
        # 0 leaves the choice to the system; the older defaults lack TLS 1.2.
        $protocols = [Net.ServicePointManager]::SecurityProtocol
        if ($protocols -ne 0) { [Net.ServicePointManager]::SecurityProtocol = $protocols -bor [Net.SecurityProtocolType]::Tls12 }
        try {
            if ($Uninstall) { Uninstall-Program (Get-Folder) } else { Install-Program (Get-Folder) }
        } finally {
            [Net.ServicePointManager]::SecurityProtocol = $protocols
        }
    }

    # A script that comes by "irm URL | iex" has no file. It must not end the window or the script that it is in, so it throws.
    if (-not $install.File) {
        & $install
        return
    }
    try {
        & $install @Arguments
        exit 0
    } catch {
        $Host.UI.WriteErrorLine("Error: $($_.Exception.Message)")
        if ($_.Exception -is [Management.Automation.ParameterBindingException]) { exit 2 }
        if ($_.Exception.Data.Contains('Code')) { exit $_.Exception.Data['Code'] }
        exit 1
    }
} $args
