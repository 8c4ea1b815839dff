#!/usr/bin/env python3
"""embed_content.py OUT FOLDER: writes the tables of FOLDER (content/tables) as the text that the catalogue reads.

A line "T<tab>name<tab>kind<tab>products<tab>description" for each table in order of name, then "C<tab>name<tab>type"
for each column. The files are YAML of one restricted form, and anything else is an error that names file and line:

    name: DeviceInfo
    kind: table                      table or function
    products: [sentinel, xdr]
    description: "One line"          may be absent
    columns:
      - DeviceId: string             names that YAML would take otherwise are in double quotes
"""
import json
import os
import re
import sys

TYPES = {"bool", "datetime", "decimal", "dynamic", "guid", "int", "long", "real", "string", "timespan"}
KINDS = {"table", "function"}
PRODUCTS = {"sentinel", "xdr"}
FIELD = re.compile(r"(name|kind|products|description): (\S.*)")
COLUMN = re.compile(r'  - ("(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_]*): ([a-z]+)')


class BadContent(Exception):
    pass


def unquoted(text):
    return json.loads(text) if text.startswith('"') else text


def parse(path, text):
    """{name, kind, products, description, columns: [(name, type)]} of one file."""
    table = {"description": "", "columns": []}
    in_columns = False
    for number, line in enumerate(text.split("\n"), 1):
        def bad(why):
            return BadContent(f"{path}:{number}: {why}")

        if line == "":
            continue
        if "\t" in line or "\r" in line:
            raise bad("a tab or carriage return")
        if in_columns:
            match = COLUMN.fullmatch(line)
            if not match:
                raise bad("wanted '  - Name: type'")
            name, column_type = unquoted(match[1]), match[2]
            if column_type not in TYPES:
                raise bad(f"no type '{column_type}'")
            if any(name == other for other, _ in table["columns"]):
                raise bad(f"column '{name}' is there twice")
            table["columns"].append((name, column_type))
            continue
        if line == "columns:":
            in_columns = True
            continue
        match = FIELD.fullmatch(line)
        if not match:
            raise bad("wanted name, kind, products, description or columns")
        key, value = match[1], match[2]
        if key in table and table[key]:
            raise bad(f"{key} is there twice")
        if key == "products":
            list_form = re.fullmatch(r"\[([a-z]+(?:, [a-z]+)*)\]", value)
            if not list_form or not set(list_form[1].split(", ")) <= PRODUCTS:
                raise bad(f"products is a list of {', '.join(sorted(PRODUCTS))}")
            value = list_form[1].replace(" ", "")
        elif key == "kind" and value not in KINDS:
            raise bad(f"kind is one of {', '.join(sorted(KINDS))}")
        else:
            try:
                value = unquoted(value)
            except ValueError:
                raise bad("a string that does not end") from None
        table[key] = value
    for key in ("name", "kind", "products"):
        if key not in table:
            raise BadContent(f"{path}: no {key}")
    if not table["columns"]:
        raise BadContent(f"{path}: no columns")
    if table["name"] + ".yaml" != os.path.basename(path):
        raise BadContent(f"{path}: holds '{table['name']}'; the file is named as its table")
    return table


def embedded(tables):
    out = []
    for table in sorted(tables, key=lambda t: t["name"]):
        out.append("\t".join(["T", table["name"], table["kind"], table["products"], table["description"]]))
        out += ["\t".join(["C", name, column_type]) for name, column_type in table["columns"]]
    return "\n".join(out) + "\n"


def read_all(folder):
    tables = []
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".yaml"):
            raise BadContent(f"{os.path.join(folder, name)}: not a .yaml file")
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8", newline="") as file:
            tables.append(parse(path, file.read()))
    return tables


def self_test():
    good = 'name: T\nkind: table\nproducts: [sentinel, xdr]\ndescription: "a: b"\ncolumns:\n  - A: long\n  - "b c ": string\n'
    wrong = []
    wanted = "T\tT\ttable\tsentinel,xdr\ta: b\nC\tA\tlong\nC\tb c \tstring\n"
    if embedded([parse("x/T.yaml", good)]) != wanted:
        wrong.append("good form is misread")
    for old, new in [("kind: table", "kind: view"), ("long", "text"), ("[sentinel, xdr]", "sentinel"),
                     ("  - A", "- A"), ("name: T", "name: U"), ("name: T\n", ""), ('"b c "', "A"),
                     ("kind: table", "kind: table # note"), ("columns:", "columns: []"), ("A: long", "A:\tlong"),
                     ('"a: b"', '"a: b'), ("\ncolumns:", "\nname: T\ncolumns:")]:
        try:
            parse("x/T.yaml", good.replace(old, new, 1))
            wrong.append(f"accepted with {new!r} in place of {old!r}")
        except BadContent:
            pass
    return wrong


def main():
    if sys.argv[1:] == ["--self-test"]:
        wrong = self_test()
        print("\n".join(wrong) or "self-test passed")
        return 1 if wrong else 0
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        text = embedded(read_all(sys.argv[2]))
    except BadContent as error:
        print(error, file=sys.stderr)
        return 1
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
