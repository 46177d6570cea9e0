"""The design, read as a whole."""

from typing import Any

from exchanges import sections
from exchanges.design_values import findings_of
from exchanges.views.mixins import DesignReading, ExchangePage


class DesignDetail(DesignReading, ExchangePage):
    """The whole design, with its findings."""

    template_name = "exchanges/design_detail.html"
    tab = "design"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exchange = self.object
        may_edit = self.request.user.has_perm("exchanges.edit_design", exchange)
        findings = findings_of(exchange)
        return super().get_context_data(
            may_edit=may_edit,
            sections=sections.section_links(exchange, findings) if may_edit else [],
            findings=sections.finding_items(findings, exchange, with_links=may_edit),
            **self.design(),
            **kwargs,
        )
