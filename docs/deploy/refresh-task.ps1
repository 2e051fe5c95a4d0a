# Windows: a scheduled task that runs the refresh job every three hours in the Linux subsystem (WSL), where
# scoutwatch runs. Run once in an elevated PowerShell:
#   .\refresh-task.ps1 -Distribution Debian -User scoutwatch
param(
    [Parameter(Mandatory = $true)][string] $Distribution,
    [string] $User = 'scoutwatch',
    [string] $TaskName = 'scoutwatch refresh',
    [int] $Hours = 3
)
$ErrorActionPreference = 'Stop'

# Status 3 means that another run is active; the task shall not count it as a failure.
$command = 'scoutwatch refresh --trigger cron || [ $? -eq 3 ]'
$arguments = "--distribution $Distribution --user $User --exec sh -lc `"$command`""
$action = New-ScheduledTaskAction -Execute 'wsl.exe' -Argument $arguments
$trigger = New-ScheduledTaskTrigger -Once -At (Get-Date).Date.AddMinutes(20) `
    -RepetitionInterval (New-TimeSpan -Hours $Hours)
$settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew `
    -ExecutionTimeLimit (New-TimeSpan -Hours 2)
Register-ScheduledTask -TaskName $TaskName -Action $action -Trigger $trigger -Settings $settings -Force
