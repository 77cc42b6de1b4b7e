"""Pages as `ecslint explain` shows them."""

from __future__ import annotations

from ecslint.report.markdown import plain

PAGE = """\
# ECS201 awsvpc-instance-target

<!-- not
shown -->
In `awsvpc` mode, **every** *single* task: see [the guide](https://docs.aws.amazon.com/x) and
[another rule](../load_balancing/ECS202.md). Not 2 * 3 * 4, nor `a*b*c`, nor snake_case_name.



## Bad

```terraform
# not a heading
resource "x" "y" {
  a = "**kept** `as it is`"

}
```

### More

> What AWS answers.

- one
- two
"""


def test_a_page_is_readable_without_its_marks() -> None:
    assert (
        plain(PAGE)
        == """\
ECS201 awsvpc-instance-target
=============================

In awsvpc mode, every single task: see the guide (https://docs.aws.amazon.com/x) and
another rule. Not 2 * 3 * 4, nor a*b*c, nor snake_case_name.

Bad
---

    # not a heading
    resource "x" "y" {
      a = "**kept** `as it is`"

    }

More

> What AWS answers.

- one
- two
"""
    )
