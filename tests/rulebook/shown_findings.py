"""Pages on findings as a reader gets them."""

import re

LIST = "/desk/findings/"


def page_of(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def cells(page: str) -> list[str]:
    """The words of the table cells, without their markup."""
    found = re.findall(r"<t[dh] (?:scope=\"row\" )?role=\"(?:cell|rowheader)\"[^>]*>(.*?)</t[dh]>", page, re.DOTALL)
    return [re.sub(r"<[^>]+>", " ", cell).strip() for cell in found]
