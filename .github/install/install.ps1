<#
.SYNOPSIS
Installs hf-dataset-setup: downloads the binary, checks it against the published checksum, and puts it into one folder.
.DESCRIPTION
Nothing else is changed, unless -AddToPath asks for it. The file is verified with its SHA-256 checksum before anything
is replaced. When something fails, an older version that is there stays as it is.
Exit codes: 0 done; 1 failed, nothing was changed; 2 wrong usage; 3 this system is not supported.
.PARAMETER Version
Install this version, such as 0.1.0; the latest when left out.
.PARAMETER Dir
Install into this folder; XDG_BIN_HOME, else .local\bin in the home folder, when left out.
.PARAMETER AddToPath
Also add the folder to the PATH of this user.
.PARAMETER Uninstall
Remove the program from the folder.
.PARAMETER From
Take the files from another server, such as a mirror.
.PARAMETER Help
Show this text.
#>
# Windows PowerShell 5.1 and PowerShell 7 run it. Everything is in functions and the call is on the last line.
[CmdletBinding()]
param(
    [string] $Version = 'latest',
    [string] $Dir = '',
    [switch] $AddToPath,
    [switch] $Uninstall,
    [string] $From = '@RELEASES_URL@',
    [switch] $Help
)

$Program = 'hf-dataset-setup'

# A failure with a code of its own; what is thrown otherwise is code 1.
function Stop-Install([int] $Code, [string[]] $Lines) {
    $failure = New-Object System.Exception ($Lines -join [Environment]::NewLine)
    $failure.Data['Code'] = $Code
    throw $failure
}

function Write-Line([string] $Text) {
    [Console]::Error.WriteLine($Text)
}

function Show-Usage {
    [Console]::Out.WriteLine(@'
Install hf-dataset-setup.

Usage:
  powershell -ExecutionPolicy Bypass -File install.ps1 [OPTIONS]

Options:
  -Version VERSION   install this version, such as 0.1.0 [default: the latest]
  -Dir DIR           install into this folder [default: XDG_BIN_HOME, else .local\bin in the home folder]
  -AddToPath         also add the folder to the PATH of this user
  -Uninstall         remove the program from the folder
  -From URL          take the files from another server, such as a mirror
  -Help              show this text

Exit codes: 0 done; 1 failed, nothing was changed; 2 wrong usage; 3 this system is not supported.
'@)
}

function Get-Target {
    # Windows PowerShell 5.1 runs on Windows only and does not have the variable.
    $windows = Get-Variable -Name IsWindows -ValueOnly -ErrorAction SilentlyContinue
    if ($null -ne $windows -and -not $windows) { Stop-Install 3 'This is not Windows', 'Use install.sh instead' }
    # A 32-bit shell on a 64-bit system has the real processor in the second variable.
    $processor = $env:PROCESSOR_ARCHITEW6432
    if (-not $processor) { $processor = $env:PROCESSOR_ARCHITECTURE }
    switch ($processor) {
        'AMD64' { return 'windows-x86_64' }
        # Windows on ARM runs it too: the compiler has no base runtime of its own for it.
        'ARM64' { return 'windows-x86_64' }
    }
    Stop-Install 3 "There is no binary for the processor `"$processor`"", 'There is one for x86_64, which Windows on ARM runs too'
}

function Get-File([string] $Url, [string] $Path) {
    try {
        # Windows PowerShell 5.1 needs to be told that it may use TLS 1.2, and to parse nothing.
        $protocols = [Net.ServicePointManager]::SecurityProtocol
        [Net.ServicePointManager]::SecurityProtocol = $protocols -bor [Net.SecurityProtocolType]::Tls12
        Invoke-WebRequest -Uri $Url -OutFile $Path -UseBasicParsing -TimeoutSec 600
    } catch {
        Stop-Install 1 "The file $Url could not be downloaded: $($_.Exception.Message)", 'Nothing was changed'
    }
}

function Get-Sha256([string] $Path) {
    $algorithm = [Security.Cryptography.SHA256]::Create()
    $stream = [IO.File]::OpenRead($Path)
    try {
        return -join ($algorithm.ComputeHash($stream) | ForEach-Object { $_.ToString('x2') })
    } finally {
        $stream.Dispose()
        $algorithm.Dispose()
    }
}

function Get-PublishedSha256([string] $Sums, [string] $Archive) {
    foreach ($line in [IO.File]::ReadAllLines($Sums)) {
        if ($line -match '^([0-9a-f]{64})[ *]+(\S+)$' -and $Matches[2] -ceq $Archive) { return $Matches[1] }
    }
    Stop-Install 1 "SHA256SUMS has no checksum for $Archive, so it cannot be verified", 'Nothing was changed'
}

function Expand-Program([string] $Archive, [string] $Folder) {
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    try {
        [IO.Compression.ZipFile]::ExtractToDirectory($Archive, $Folder)
    } catch {
        Stop-Install 1 "The archive could not be unpacked: $($_.Exception.Message)", 'Nothing was changed'
    }
    return Join-Path $Folder "$Program.exe"
}

function Get-ProgramVersion([string] $Path) {
    try { $said = & $Path --version } catch { $said = $null }
    if ($null -eq $said -or $LASTEXITCODE -ne 0) {
        Stop-Install 1 'The downloaded program does not run on this system', 'Nothing was changed'
    }
    return $said
}

function Install-Program([string] $Folder) {
    $target = Get-Target
    $archive = "$Program-$target.zip"
    $base = $From.TrimEnd('/')
    if ($base.StartsWith('@')) {
        Stop-Install 2 'This copy of the script names no release', 'Take it from a release, or name one with -From URL'
    }
    if ($base -notmatch '^(https://|http://(localhost|127\.0\.0\.1):)') {
        Stop-Install 2 "The address `"$base`" does not begin with https://", 'Give another one with -From'
    }
    if ($Version -ceq 'latest') { $url = "$base/latest/download" } else { $url = "$base/download/v$($Version -replace '^v', '')" }
    $path = Join-Path $Folder "$Program.exe"
    Assert-NoFolder $path
    # In the folder itself: what is staged there can take the old program's place in one step.
    $staged = Join-Path $Folder ".$Program.$PID.exe"
    $old = Join-Path $Folder ".$Program.$PID.old"
    $work = Join-Path ([IO.Path]::GetTempPath()) "$Program-$([Guid]::NewGuid())"
    try {
        try {
            [void] (New-Item -ItemType Directory -Force -Path $Folder)
            [IO.File]::WriteAllText($staged, '')
        } catch {
            Stop-Install 1 "The folder `"$Folder`" cannot be written to", 'Name another one with -Dir'
        }
        [void] (New-Item -ItemType Directory -Path $work)
        Write-Line "Downloading $url/$archive"
        $sums = Join-Path $work 'SHA256SUMS'
        $file = Join-Path $work $archive
        Get-File "$url/SHA256SUMS" $sums
        Get-File "$url/$archive" $file
        $expected = Get-PublishedSha256 $sums $archive
        $actual = Get-Sha256 $file
        if ($actual -cne $expected) {
            Stop-Install 1 "The downloaded $archive is not the published one", "expected SHA-256 $expected",
                "got      SHA-256 $actual", 'Nothing was changed'
        }
        $unpacked = Expand-Program $file (Join-Path $work 'program')
        $installed = Get-ProgramVersion $unpacked
        [IO.File]::Copy($unpacked, $staged, $true)
        # A program that runs cannot be overwritten on Windows, but it can be renamed.
        if (Test-Path -LiteralPath $path) { Move-Item -LiteralPath $path -Destination $old -Force }
        try {
            Move-Item -LiteralPath $staged -Destination $path
        } catch {
            if (Test-Path -LiteralPath $old) { Move-Item -LiteralPath $old -Destination $path -Force }
            throw
        }
        Write-Line "Installed $Program $installed to $path"
    } finally {
        foreach ($leftover in $staged, $work) {
            Remove-Item -LiteralPath $leftover -Recurse -Force -ErrorAction SilentlyContinue
        }
        # Where neither the new nor the old program could be put into place, the old one is still there under this name.
        if (Test-Path -LiteralPath $path) { Remove-OldProgram $Folder }
    }
    Add-FolderToPath $Folder
}

# The renamed programs of earlier installations too: one that ran at that time could not be removed then.
function Remove-OldProgram([string] $Folder) {
    Get-ChildItem -LiteralPath $Folder -Force -ErrorAction SilentlyContinue |
        Where-Object { -not $_.PSIsContainer -and $_.Name -match "^\.$Program\.[0-9]+\.old$" } |
        ForEach-Object { Remove-Item -LiteralPath $_.FullName -Force -ErrorAction SilentlyContinue }
}

function Assert-NoFolder([string] $Path) {
    if (Test-Path -LiteralPath $Path -PathType Container) {
        Stop-Install 1 "`"$Path`" is a folder", 'It was left as it is; name another folder with -Dir'
    }
}

function Add-FolderToPath([string] $Folder) {
    if (($env:PATH -split ';') -contains $Folder) {
        Write-Line "Try: $Program --help"
        return
    }
    if (-not $AddToPath) {
        Write-Line 'The folder is not on your PATH. Run this again with -AddToPath, or for this window:'
        Write-Line "  `$env:PATH = '$($Folder -replace "'", "''");' + `$env:PATH"
        return
    }
    # As it is stored: names such as %USERPROFILE% in it must not be replaced by their values.
    $key = [Microsoft.Win32.Registry]::CurrentUser.OpenSubKey('Environment', $true)
    try {
        $current = $key.GetValue('Path', '', [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
        if (($current -split ';') -notcontains $Folder) {
            $key.SetValue('Path', (@($Folder, $current) -ne '' -join ';'), [Microsoft.Win32.RegistryValueKind]::ExpandString)
        }
    } finally {
        $key.Dispose()
    }
    # Sets nothing that matters, but tells the other programs that the environment changed.
    [Environment]::SetEnvironmentVariable('HF_DATASET_SETUP_PATH_CHANGED', $null, 'User')
    Write-Line "Added to your PATH: $Folder"
    Write-Line 'Open a new terminal for it to count'
}

function Uninstall-Program([string] $Folder) {
    $path = Join-Path $Folder "$Program.exe"
    if (-not (Test-Path -LiteralPath $path)) {
        Write-Line "There is no $Program in $Folder"
        return
    }
    Assert-NoFolder $path
    Remove-Item -LiteralPath $path -Force
    Remove-OldProgram $Folder
    Write-Line "Removed $path"
    Write-Line 'PATH, env files and repositories were left as they are'
}

function Get-Folder {
    if ($Dir) { return $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Dir) }
    if ($env:XDG_BIN_HOME) { return $env:XDG_BIN_HOME }
    if ($HOME) { return Join-Path (Join-Path $HOME '.local') 'bin' }
    Stop-Install 2 'The home folder is not known', 'Name the folder with -Dir'
}

# The exit code; nothing is thrown.
function Invoke-Main {
    # Here and not outside: pasted into a window (irm URL | iex), what is set outside stays set in that window.
    Set-StrictMode -Version 2.0
    $ErrorActionPreference = 'Stop'
    # The bar of Invoke-WebRequest slows Windows PowerShell 5.1 down many times.
    $ProgressPreference = 'SilentlyContinue'
    try {
        if ($Help) {
            Show-Usage
            return 0
        }
        if ($Version -notmatch '^[A-Za-z0-9.+-]+$') {
            Stop-Install 2 "`"$Version`" is not a version", 'Give it as in -Version 0.1.0'
        }
        $folder = Get-Folder
        if ($Uninstall) { Uninstall-Program $folder } else { Install-Program $folder }
        return 0
    } catch {
        Write-Line "Error: $($_.Exception.Message)"
        $code = $_.Exception.Data['Code']
        if ($null -eq $code) { return 1 }
        return $code
    }
}

$exitCode = Invoke-Main
# By irm URL | iex the functions come from no file, and exit would close the window, or end the script that holds that line.
if (${function:Invoke-Main}.File) { exit $exitCode } else { $global:LASTEXITCODE = $exitCode }
