import type { Entry, Table, ValueRow } from "./table.ts";

/** The script for PowerShell 5.1 and later. */
export function powershellScript(table: Table): string {
  return `# PowerShell completion for studioctl, made by "studioctl completion powershell".
# To have it in this shell: studioctl completion powershell | Out-String | Invoke-Expression

${powershellTables(table)}
Register-ArgumentCompleter -Native -CommandName studioctl -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $typed = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { if ($null -ne $_.Value) { "$($_.Value)" } else { $_.Extent.Text } })
    $cur = "$wordToComplete".Trim("'", '"')
    $at = ''; $place = 1; $flag = ''; $ended = $false; $given = @(); $value = $null

    function Find-Value($path, $key) {
        if ($studioctlValues.ContainsKey("$path $key")) { return $studioctlValues["$path $key"] }
        if ($studioctlGlobalValues.ContainsKey($key)) { return $studioctlGlobalValues[$key] }
    }
    function Find-Words($path) {
        if ($studioctlWords.ContainsKey($path)) { $studioctlWords[$path] } else { @{ verbs = @(); flags = @() } }
    }
    function Show-Word($text, $summary) {
        $inserted = if ($text -match '[^\\w.:/=,+-]') { "'" + $text.Replace("'", "''") + "'" } else { $text }
        if (-not $summary) { $summary = $text }
        [System.Management.Automation.CompletionResult]::new($inserted, $text, 'ParameterValue', $summary)
    }
    # Flags that are not given yet, and those that may be repeated.
    function Show-Flags {
        foreach ($entry in (Find-Words $at).flags + $studioctlGlobals) {
            $names, $summary = $entry -split ':', 2
            $all = $names.TrimStart('+') -split ','
            if (-not $names.StartsWith('+') -and @($all | Where-Object { $given -ccontains $_ })) { continue }
            foreach ($name in $all) { if ($name.StartsWith($cur)) { Show-Word $name $summary } }
        }
    }
    # What the current word may be, after a beginning that stays.
    function Show-Value($head, $value) {
        $chosen = @()
        if ($value.list -and $cur.Substring($head.Length).Contains(',')) {
            $chosen = $cur.Substring($head.Length) -split ',' | Select-Object -SkipLast 1
            $head = $head + ($chosen -join ',') + ','
        }
        switch ($value.takes) {
            'text' { }
            'words' { $value.choices | Where-Object { $chosen -cnotcontains $_ -and "$head$_".StartsWith($cur) } | ForEach-Object { Show-Word "$head$_" } }
            'file' { Get-ChildItem -Path ($cur.Substring($head.Length) + '*') -Name -ErrorAction Ignore | ForEach-Object {
                $folder = Split-Path $cur.Substring($head.Length) -ErrorAction Ignore
                Show-Word ($head + $(if ($folder) { Join-Path $folder $_ } else { $_ })) } }
            default {
                # Older ones drop an argument that is empty.
                $whole = @($head, $typed, $cur) | ForEach-Object { $_ } | ForEach-Object { if ($_ -eq '') { '""' } else { $_ } }
                studioctl __complete $value.takes powershell @whole 2>$null | ForEach-Object {
                    $word, $summary = $_ -split "\`t", 2
                    Show-Word "$head$word" $summary
                }
            }
        }
    }

    foreach ($word in $typed) {
        if ($flag) {
            $flag = ''
            if (-not ($value.bare -and $word.StartsWith('-'))) { continue }
        }
        if ($ended -or $word -notmatch '^-.') {
            if (@((Find-Words $at).verbs | ForEach-Object { ($_ -split ':', 2)[0] }) -ccontains $word) {
                $at = "$at $word".Trim()
            } else { $place += 1 }
        } elseif ($word -eq '--') { $ended = $true }
        else {
            $given += ($word -split '=', 2)[0]
            $value = Find-Value $at $word
            if ($value) { $flag = $word }
        }
    }

    if ($flag -and -not ($value.bare -and $cur.StartsWith('-'))) { Show-Value '' $value }
    elseif (-not $ended -and $cur -match '^(--[^=]+)=') {
        $name = $Matches[1]
        $value = Find-Value $at $name
        if ($value) { Show-Value "$name=" $value }
    } elseif (-not $ended -and $cur.StartsWith('-')) { Show-Flags }
    else {
        $verbs = (Find-Words $at).verbs
        foreach ($entry in $verbs) {
            $word, $summary = $entry -split ':', 2
            if ($word.StartsWith($cur)) { Show-Word $word $summary }
        }
        $value = Find-Value $at $place
        if (-not $value) { $value = Find-Value $at '+' }
        if ($value) { Show-Value '' $value }
        elseif (-not $verbs -and -not $cur -and -not $ended) { Show-Flags }
    }
}
`;
}

function powershellTables({ words, values, globalFlags, globalValues }: Table): string {
  return [
    `$studioctlGlobals = ${list(entries(globalFlags))}`,
    "# The words that may follow a command.",
    "$studioctlWords = @{",
    ...words.flatMap(({ paths, verbs, flags }) =>
      paths.map((path) => `    ${quoted(path)} = @{ verbs = ${list(entries(verbs))}; flags = ${list(entries(flags))} }`),
    ),
    "}",
    "# What completes the value of a flag, or an argument by its place.",
    ...valueTable("$studioctlValues", values),
    ...valueTable("$studioctlGlobalValues", globalValues),
  ].join("\n");
}

function valueTable(name: string, rows: readonly ValueRow[]): string[] {
  return [
    `${name} = [System.Collections.Hashtable]::new([System.StringComparer]::Ordinal)`,
    ...rows.map(
      ({ keys, takes, choices, ...row }) =>
        `${list(keys)} | ForEach-Object { ${name}[$_] = @{ takes = ${quoted(takes)}; list = ${truth(row.list)}; bare = ${truth(row.bare)}; choices = ${list(choices)} } }`,
    ),
  ];
}

function entries(rows: readonly Entry[]): string[] {
  return rows.map(([words, summary]) => `${words}:${summary}`);
}

function list(texts: readonly string[]): string {
  return `@(${texts.map(quoted).join(", ")})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function truth(value: boolean): string {
  return value ? "$true" : "$false";
}
