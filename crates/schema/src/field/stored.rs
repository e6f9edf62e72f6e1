//! How fields are kept inside an app's settings: Kintone's `properties`, each with its number.

use serde_json::{Map, Value, json};

use super::{Field, FieldId, FieldType, Fields, settings};

impl From<Fields> for Value {
    fn from(fields: Fields) -> Self {
        let list: Vec<Self> = fields.list.iter().map(write).collect();
        json!({ "next": fields.next, "list": list })
    }
}

impl TryFrom<Value> for Fields {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        let next = value["next"].as_i64().ok_or("fields without next")?;
        let list = value["list"].as_array().ok_or("fields without list")?;
        let list = list.iter().map(read).collect::<Result<_, _>>()?;
        let mut fields = Self { next, list };
        // Documents from before there were such fields.
        fields.complete();
        Ok(fields)
    }
}

fn write(field: &Field) -> Value {
    let fields: Vec<Value> = field.fields.iter().map(write).collect();
    json!({
        "id": field.id.0,
        "type": field.kind.as_str(),
        "code": field.code,
        "label": field.label,
        "settings": field.settings,
        "fields": fields,
    })
}

fn read(value: &Value) -> Result<Field, String> {
    let text = |name: &str| {
        let text = value[name].as_str().map(ToOwned::to_owned);
        text.ok_or_else(|| format!("field without {name}"))
    };
    let kind = text("type")?;
    let kind = FieldType::parse(&kind).ok_or_else(|| format!("unknown field type {kind}"))?;
    let inner = value["fields"].as_array().into_iter().flatten();
    // Settings that a later version brought are filled in.
    let mut settings = settings::defaults(kind);
    let kept: Map<String, Value> = value["settings"].as_object().cloned().unwrap_or_default();
    settings.extend(kept);
    Ok(Field {
        id: FieldId(value["id"].as_i64().ok_or("field without id")?),
        kind,
        code: text("code")?,
        label: text("label")?,
        fields: inner.map(read).collect::<Result<_, _>>()?,
        settings,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_back_as_they_were_kept() {
        let mut fields = Fields::of_new_app(true);
        let new =
            json!({"t": {"type": "SUBTABLE", "label": "表", "fields": {"x": {"type": "CALC"}}}});
        fields.add(&new.into()).unwrap();
        let kept = serde_json::to_string(&fields).unwrap();
        assert_eq!(serde_json::from_str::<Fields>(&kept).unwrap(), fields);
    }
}
