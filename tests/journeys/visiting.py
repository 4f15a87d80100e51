"""What a citizen does with a phone, in a person's verbs; the selectors stand here and in no story."""

from playwright.sync_api import BrowserContext, Page

WAIT = 30_000  # milliseconds for what a phone shows at once: other tests may need the machine too


class Phone:
    """A citizen's phone; `network` can be lost and come back."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.page: Page = context.new_page()
        self.refused: list[str] = []
        context.on("console", lambda said: self.refused.append(said.text) if "Content Security" in said.text else None)

    def scan(self, query: str = "") -> "Phone":
        """Open the placard's page."""
        self.page.goto(self.address + query)
        return self

    def tap(self, face: int) -> "Phone":
        """Touch a face."""
        self.page.click(f"form[action$='/cham'] button[value='{face}']")
        return self

    def choose_again(self, face: int) -> "Phone":
        """Touch another face on the page that answered the first."""
        self.page.click("summary")
        return self.tap(face)

    def lose_network(self) -> "Phone":
        """Walk out of the network's reach."""
        self.context.set_offline(True)
        return self

    def find_network(self) -> "Phone":
        """Come back into it."""
        self.context.set_offline(False)
        return self

    def lose_replies(self) -> "Phone":
        """From now on requests arrive and their replies do not."""

        def swallow(route: object) -> None:
            route.fetch()  # type: ignore[attr-defined]  # Playwright's route: the server has it
            route.abort("connectionreset")  # type: ignore[attr-defined]  # as above

        self.page.route("**/cham", swallow)
        return self

    def meet_busy_server(self) -> "Phone":
        """From now on the server has no time and says so."""
        self.page.route("**/cham", lambda route: route.fulfill(status=503, body="later"))
        return self

    def get_replies(self) -> "Phone":
        """Replies arrive again."""
        self.page.unroute("**/cham")
        return self

    def reads(self, words: str) -> bool:
        """Wait until the page says these words."""
        self.page.wait_for_function("words => document.body.innerText.includes(words)", arg=words, timeout=WAIT)
        return True

    def close_tab(self) -> "Phone":
        """Close the page."""
        self.page.close()
        return self

    def open_another_tab(self) -> "Phone":
        """Open a new tab beside the page that stays open."""
        self.page = self.context.new_page()
        return self

    def open_site(self, path: str = "/") -> "Phone":
        """Open the site later, in a new tab."""
        self.page = self.context.new_page()
        self.page.goto(self.address.split("/p/", maxsplit=1)[0].split("/P/", maxsplit=1)[0] + path)
        return self

    def kept(self) -> int:
        """How many choices the phone keeps."""
        return int(self.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('ks.')).length"))

    def keeps_nothing(self) -> None:
        """Wait until everything kept has been acknowledged."""
        none = "() => Object.keys(localStorage).every(key => !key.startsWith('ks.'))"
        self.page.wait_for_function(none, timeout=WAIT)
