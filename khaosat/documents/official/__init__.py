"""State documents in the layout of Nghị định 30/2020/NĐ-CP, annex I: content in, DOCX out."""
