"""Log groups of functions at the edge, and alarms with and without an action.

Sources: CloudFront developer guide (edge function logs), CloudWatch API reference (alarms,
composite alarms), EventBridge user guide (alarm state change events), Security Hub CloudWatch.15.
"""

from __future__ import annotations

from typing import Any

from tests.simulator.accounts import ID
from tests.verdicts.truth import (
    EDGE,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    REGION,
    UNKNOWN,
    Case,
)

EDGE_TRUST = ("lambda.amazonaws.com", "edgelambda.amazonaws.com")
FAR = "ap-southeast-2"  # a region without functions
GROUPS = "logs:DescribeLogGroups"


def _group(name: str, days: int | None = None) -> dict[str, Any]:
    group: dict[str, Any] = {"logGroupName": name, "storedBytes": 5}
    return group if days is None else {**group, "retentionInDays": days}


def _edge(
    name: str,
    want: str,
    why: str,
    home: tuple[int | None, ...] = (30,),
    groups: dict[str, int | None] | None = None,
    **more: Any,
) -> Case:
    """Build a function in us-east-1: retention of its group at home and of its groups elsewhere."""
    places = {
        region: {GROUPS: [_group(f"/aws/lambda/us-east-1.{name}", days)]}
        for region, days in (groups or {}).items()
    }
    settings = {"region": EDGE, "trust": EDGE_TRUST, **more}
    at_home = [_group(f"/aws/lambda/{name}", days) for days in home]
    return Case(name=name, check="unbounded-log-retention", want=want, why=why,
                lists={GROUPS: at_home}, elsewhere=places, **settings)  # fmt: skip


LOGS = (
    _edge("edge-open", FAIL, "the group where it ran never expires", groups={REGION: None},
          says=("us-east-1.edge-open", f"--region {REGION}")),
    _edge("edge-ended", PASS, "every group ends", groups={REGION: 7}),
    _edge("edge-far", FAIL, "it logs where its visitors are, with or without other functions",
          groups={FAR: None}, says=(FAR,)),
    _edge("edge-two", FAIL, "one of two groups never expires", groups={REGION: 7, FAR: None},
          omits=(f"--region {REGION}",)),
    _edge("edge-no-home", FAIL, "the group at home may be missing", home=(), groups={REGION: None}),
    _edge("edge-no-home-ended", PASS, "the group at home may be missing", home=(),
          groups={REGION: 7}),
    _edge("edge-nothing", NOT_APPLICABLE, "it has not run yet", home=()),
    _edge("edge-home-open", FAIL, "the group at home counts too", home=(None,),
          groups={REGION: 7}),
    _edge("edge-own-region", FAIL, "a replica may run in us-east-1 too", home=(),
          groups={EDGE: None}),
    _edge("edge-only-lambda-trust", FAIL, "the group itself shows that it ran at the edge",
          groups={REGION: None}, trust=("lambda.amazonaws.com",)),
    Case(name="home-open", check="unbounded-log-retention", want=FAIL, why="never expires",
         lists={GROUPS: [_group("/aws/lambda/home-open")]}),
    Case(name="home-ended", check="unbounded-log-retention", want=PASS, why="ends",
         lists={GROUPS: [_group("/aws/lambda/home-ended", 14)]}),
    Case(name="home-none", check="unbounded-log-retention", want=NOT_APPLICABLE,
         why="no group yet"),
    Case(name="home-lookalike", check="unbounded-log-retention", want=PASS,
         why="only functions of us-east-1 run at the edge",
         lists={GROUPS: [_group("/aws/lambda/home-lookalike", 14),
                         _group("/aws/lambda/us-east-1.home-lookalike")]}),
    _edge("edge-unread", UNKNOWN, "a region whose groups could not be read may hold an open one",
          groups={REGION: 7}, world="far-denied"),
    _edge("edge-unread-open", FAIL, "a failure that is proven stays one", groups={REGION: None},
          world="far-denied"),
    _edge("not-edge-unread", PASS, "it does not run there", trust=("lambda.amazonaws.com",),
          world="far-denied"),
)  # fmt: skip

TOPIC = [f"arn:aws:sns:{REGION}:{ID}:ops"]
ALARMS = "cloudwatch:DescribeAlarms"


def _alarm(name: str, **more: Any) -> dict[str, Any]:
    return {
        "AlarmName": f"{name}-errors",
        "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ID}:alarm:{name}-errors",
        "ActionsEnabled": True,
        "AlarmActions": TOPIC,
        "StateValue": "OK",
        "Namespace": "AWS/Lambda",
        "MetricName": "Errors",
        "Dimensions": [{"Name": "FunctionName", "Value": name}],
        **more,
    }


def _composite(name: str, *children: str, **more: Any) -> dict[str, Any]:
    rule = " OR ".join(f'ALARM("{child}")' for child in children)
    return {"AlarmName": name, "AlarmRule": rule, "ActionsEnabled": True, "AlarmActions": TOPIC,
            **more}  # fmt: skip


def _watched(
    name: str, want: str, why: str, *alarms: dict[str, Any], composites: Any = (), **more: Any
) -> Case:
    lists = {ALARMS: alarms, "cloudwatch:CompositeAlarms": composites, **more.pop("lists", {})}
    return Case(name=name, check="missing-alarms", want=want, why=why, lists=lists, **more)


_NO_ACTION: dict[str, Any] = {"AlarmActions": []}
_QUERY = [{"Id": "q", "Expression": 'SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName)'
                                    " WHERE FunctionName = 'alarm-query'"}]  # fmt: skip
_LISTENING = {
    "events:ListEventBuses": [{"Name": "default"}],
    "events:ListRules": [
        {
            "Name": "all-alarms",
            "Arn": f"arn:aws:events:{REGION}:{ID}:rule/all-alarms",
            "State": "ENABLED",
            "EventPattern": '{"source": ["aws.cloudwatch"], "detail-type": ["CloudWatch Alarm State'
            ' Change"]}',
        }
    ],
}
_TARGETED = {"events:ListTargetsByRule": [{"Id": "1", "Arn": TOPIC[0]}]}
_DISABLED_RULE = {
    **_LISTENING,
    **_TARGETED,
    "events:ListRules": [{**_LISTENING["events:ListRules"][0], "State": "DISABLED"}],
}

WATCHED = (
    _watched("alarm-on", PASS, "it notifies", _alarm("alarm-on")),
    _watched("alarm-none", FAIL, "no alarm", confidence="high"),
    _watched("alarm-mute", FAIL, "no action for the state ALARM",
             _alarm("alarm-mute", **_NO_ACTION), says=("alarm-mute-errors",), confidence="high"),
    _watched("alarm-ok-action", FAIL, "an action for OK is none for ALARM",
             _alarm("alarm-ok-action", AlarmActions=[], OKActions=TOPIC)),
    _watched("alarm-insufficient", FAIL, "an action for missing data is none for ALARM",
             _alarm("alarm-insufficient", AlarmActions=[], InsufficientDataActions=TOPIC)),
    _watched("alarm-disabled", FAIL, "actions are switched off",
             _alarm("alarm-disabled", ActionsEnabled=False), says=("enable-alarm-actions",)),
    _watched("alarm-child", PASS, "a composite over it notifies",
             _alarm("alarm-child", **_NO_ACTION),
             composites=[_composite("all-1", "alarm-child-errors")]),
    _watched("alarm-child-mute", FAIL, "neither it nor the composite notifies",
             _alarm("alarm-child-mute", **_NO_ACTION),
             composites=[_composite("all-2", "alarm-child-mute-errors", **_NO_ACTION)]),
    _watched("alarm-child-disabled", FAIL, "the composite's actions are switched off",
             _alarm("alarm-child-disabled", **_NO_ACTION),
             composites=[_composite("all-3", "alarm-child-disabled-errors", ActionsEnabled=False)]),
    _watched("alarm-grandchild", PASS, "a composite over the composite notifies",
             _alarm("alarm-grandchild", **_NO_ACTION),
             composites=[_composite("all-4", "alarm-grandchild-errors", **_NO_ACTION),
                         _composite("all-5", "all-4")]),
    _watched("alarm-two", PASS, "one of two notifies", _alarm("alarm-two", **_NO_ACTION),
             _alarm("alarm-two", AlarmName="alarm-two-b", MetricName="Throttles")),
    _watched("alarm-lambda-action", PASS, "a function as the action counts as telling",
             _alarm("alarm-lambda-action",
                    AlarmActions=[f"arn:aws:lambda:{REGION}:{ID}:function:pager"])),
    _watched("alarm-duration", FAIL, "another metric", _alarm("alarm-duration",
                                                                MetricName="Duration")),
    _watched("alarm-query", PASS, "a Metrics Insights query names it",
             _alarm("alarm-query", MetricName=None, Namespace=None, Dimensions=[], Metrics=_QUERY)),
    _watched("alarm-dashless", FAIL, "another function's alarm", _alarm("alarm-dash")),
    _watched("rule-mute", FAIL, "a rule hears every alarm, so the alarm may be heard",
             _alarm("rule-mute", **_NO_ACTION), lists={**_LISTENING, **_TARGETED},
             world="rule", confidence="medium"),
    _watched("rule-without-target", FAIL, "the rule tells no one",
             _alarm("rule-without-target", **_NO_ACTION), lists=_LISTENING,
             world="rule-without-target", confidence="high"),
    _watched("rule-none", FAIL, "a rule hears alarms only where there is one", world="rule",
             confidence="high"),
    _watched("rule-disabled", FAIL, "the rule is off", _alarm("rule-disabled", **_NO_ACTION),
             lists=_DISABLED_RULE, world="rule-off", confidence="high"),
    _watched("everything-mute", FAIL, "an alarm over all functions without an action",
             _alarm("x", AlarmName="everything", Dimensions=[], **_NO_ACTION),
             world="everything-mute"),
    _watched("everything", PASS, "an alarm over all functions",
             _alarm("x", AlarmName="everything", Dimensions=[]), world="everything"),
)  # fmt: skip

CASES = (*LOGS, *WATCHED)
