"""The demo province: invented officers and citizens in the real units of Quảng Trị as they stood in 2016."""
