"""The plan of a sweep as a plain boto3 loop, one call after another: prints what is idle, as user/app."""

import datetime
import http.cookiejar
import json
import sys
import urllib.request

import boto3

sagemaker = boto3.client("sagemaker", endpoint_url=sys.argv[1])
limit = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=60)).strftime("%Y-%m-%dT%H:%M:%SZ")

pages = sagemaker.get_paginator("list_apps").paginate(PaginationConfig={"PageSize": 100})
apps = [app for page in pages for app in page["Apps"] if app["Status"] == "InService"]
for server in [app for app in apps if app["AppType"] == "JupyterServer"]:
    domain, user = server["DomainId"], server["UserProfileName"]
    url = sagemaker.create_presigned_domain_url(DomainId=domain, UserProfileName=user)["AuthorizedUrl"]
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    browser.open(url).read()
    base = url.split("/auth")[0] + "/jupyter/default/api/"
    sessions, kernels, terminals = (json.load(browser.open(base + path)) for path in ("sessions", "kernels", "terminals"))
    for app in apps:
        if app["AppType"] != "KernelGateway" or app.get("UserProfileName") != user:
            continue
        own = [session["kernel"] for session in sessions if session["kernel"]["app_name"] == app["AppName"]]
        if not own or any(kernel["execution_state"] != "idle" or kernel["last_activity"] > limit for kernel in own):
            continue
        name = {"DomainId": domain, "UserProfileName": user, "AppType": "KernelGateway", "AppName": app["AppName"]}
        if sagemaker.list_tags(ResourceArn=sagemaker.describe_app(**name)["AppArn"])["Tags"] == []:
            print(f"{user}/{app['AppName']}")
