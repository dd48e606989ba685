#!/usr/bin/env bash
# The plan of a sweep as a plain loop of aws and curl, one call after another: prints what is idle, as user/app.
set -euo pipefail
sagemaker=("$1" --endpoint-url "$2" --output json sagemaker)
limit=$(date -u -d '60 minutes ago' +%Y-%m-%dT%H:%M:%SZ)
jar=$(mktemp)
trap 'rm -f "$jar"' EXIT

"${sagemaker[@]}" list-apps --page-size 100 |
  jq -r '.Apps[] | select(.AppType == "JupyterServer" and .Status == "InService") | "\(.DomainId) \(.UserProfileName)"' |
  while read -r domain user; do
    url=$("${sagemaker[@]}" create-presigned-domain-url --domain-id "$domain" --user-profile-name "$user" | jq -r .AuthorizedUrl)
    : >"$jar"
    curl -sfL -c "$jar" -b "$jar" "$url" >/dev/null
    base=${url%%/auth*}/jupyter/default/api
    for path in kernels terminals; do curl -sf -b "$jar" "$base/$path" >/dev/null; done
    curl -sf -b "$jar" "$base/sessions" |
      jq -r --arg limit "$limit" '[.[].kernel] | group_by(.app_name)[]
        | select(all(.execution_state == "idle" and .last_activity < $limit)) | .[0].app_name' |
      while read -r app; do
        name=(--domain-id "$domain" --user-profile-name "$user" --app-type KernelGateway --app-name "$app")
        arn=$("${sagemaker[@]}" describe-app "${name[@]}" </dev/null | jq -r .AppArn)
        "${sagemaker[@]}" list-tags --resource-arn "$arn" </dev/null | jq -r --arg app "$user/$app" 'select(.Tags == []) | $app'
      done
  done
