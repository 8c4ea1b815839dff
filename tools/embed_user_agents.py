#!/usr/bin/env python3
"""embed_user_agents.py OUT REGEXES.YAML: writes the rules of uap-core as the text that parse_user_agent() reads.

A line a rule, tab-separated, in order: its kind (B browser, O operating system, D device), i where letters' case does
not count or -, the regular expression, then the replacements that its kind has, each after "=" or empty where there is
none. The file is YAML of one restricted form, and anything else is an error that names the line.
"""
import re
import sys

KINDS = {
    "user_agent_parsers": ("B", ["family_replacement", "v1_replacement", "v2_replacement", "v3_replacement"]),
    "os_parsers": ("O", ["os_replacement"] + [f"os_v{i}_replacement" for i in range(1, 5)]),
    "device_parsers": ("D", ["device_replacement", "brand_replacement", "model_replacement"]),
}
FIELD = re.compile(r"\s+(- )?([a-z_0-9]+):\s*('(?:[^']|'')*'|\"[^\"\\]*\")\s*(#.*)?$")


def rules(lines, path):
    kind, names, rule = None, [], None
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\n")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line.rstrip(": ") in KINDS:
            if rule:
                yield kind, names, rule
            (kind, names), rule = KINDS[line.rstrip(": ")], None
            continue
        field = FIELD.match(line)
        if not field or kind is None:
            sys.exit(f"{path}:{number}: not understood: {line}")
        dash, name, text = field.group(1), field.group(2), field.group(3)[1:-1]
        if field.group(3)[0] == "'":
            text = text.replace("''", "'")
        if dash:
            if rule:
                yield kind, names, rule
            rule = {}
        if name not in names + ["regex", "regex_flag"] or name in rule or "\t" in text:
            sys.exit(f"{path}:{number}: not understood: {line}")
        rule[name] = text
    if rule:
        yield kind, names, rule


def main():
    out, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        found = list(rules(file, path))
    with open(out, "w", encoding="utf-8") as file:
        for kind, names, rule in found:
            replacements = ["=" + rule[name] if name in rule else "" for name in names]
            file.write("\t".join([kind, rule.get("regex_flag", "-"), rule["regex"]] + replacements) + "\n")


if __name__ == "__main__":
    main()
